import { parentPort } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import { markTransient } from '../../../layers/run/storage/index.ts';
import { type LambdaError, lambdaError } from './function-failure.ts';
import { type InvocationFacts, lambdaContext } from './lambda-context.ts';

/** One call of a function, as sent to a worker thread. The event is JSON, as for Lambda. */
export interface Invocation extends InvocationFacts {
  /** URL of the module that exports `handler`. */
  readonly moduleUrl: string;
  readonly eventJson: string;
}

export type Outcome = { readonly answerJson: string } | { readonly error: LambdaError };

/** Message of a worker that a call has reached it. */
export interface Started {
  readonly startedRequestId: string;
}

/** A line that a function wrote, sent by its worker. */
export interface LogLine {
  readonly functionName: string;
  readonly line: string;
}

type Handler = (event: unknown, context: Context) => unknown;

let running = '';
forwardLines(process.stdout);
forwardLines(process.stderr);

/** Runs in a worker thread: loads the handler once, calls it, and returns Lambda's answer. */
export default async function invoke(invocation: Invocation): Promise<Outcome> {
  running = invocation.functionName;
  parentPort?.postMessage({ startedRequestId: invocation.requestId } satisfies Started);
  process.env.AWS_LAMBDA_FUNCTION_NAME = invocation.functionName;
  process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = String(invocation.memoryMb);
  try {
    const { handler } = await load(invocation.moduleUrl);
    if (typeof handler !== 'function') {
      const errorMessage = `${invocation.moduleUrl} exports no handler`;
      return { error: { errorType: 'Runtime.HandlerNotFound', errorMessage } };
    }
    const answer = await handler(JSON.parse(invocation.eventJson), lambdaContext(invocation));
    return { answerJson: JSON.stringify(answer) ?? 'null' };
  } catch (thrown) {
    return { error: lambdaError(thrown) };
  }
}

/** The module of a function. Retried: a machine without free file handles may have one a moment later. */
function load(moduleUrl: string): Promise<{ handler?: Handler }> {
  return markTransient(() => import(moduleUrl) as Promise<{ handler?: Handler }>);
}

/**
 * Sends the output of a stream to the main thread, line by line. Messages leave a busy thread at once, while a worker's
 * own streams are drained only when its event loop turns.
 */
function forwardLines(stream: NodeJS.WriteStream): void {
  let rest = '';
  const write = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) parentPort?.postMessage({ functionName: running, line } satisfies LogLine);
    const done = others.find((other) => typeof other === 'function');
    if (done) queueMicrotask(done as () => void);
    return true;
  };
  stream.write = write;
}
