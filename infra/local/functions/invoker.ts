import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { monotonicMs } from '../../../layers/run/storage/index.ts';
import type { FunctionSettings } from '../../system.ts';
import { functionArn } from '../names.ts';
import { crashed, FunctionFailure, timedOut } from './function-failure.ts';
import type { Invocation, LogLine, Outcome, Started } from './invocation.ts';
import { Slots } from './slots.ts';

export type FunctionTable = Readonly<Record<string, FunctionSettings>>;

/** The functions of a lane share its threads; other lanes cannot use them. */
export interface Lane {
  readonly functions: readonly string[];
  readonly threads: number;
  /** Nice value of the threads, 0 to 19. */
  readonly nice?: number;
}

export interface InvokerOptions {
  readonly functions: FunctionTable;
  readonly lanes: readonly Lane[];
  /** Folder to which `entry` of a function is relative, with a slash at its end. */
  readonly root: URL;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: LogLine) => void;
}

export interface Invoker {
  /** Calls a function. @returns its JSON answer @throws FunctionFailure, or the reason of the signal */
  invoke(name: string, event: unknown, signal?: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

/** Runs functions in worker threads, side by side, each call within the function's time limit. */
export function startInvoker({ functions, lanes, root, env, log }: InvokerOptions): Invoker {
  const closing = new AbortController();
  const pools = lanes.map(({ functions: names, threads, nice = 0 }) => {
    const pool = new Piscina({
      filename: builtModule(new URL('./invocation.ts', import.meta.url)).href,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: warmMs,
      // With atomics, a worker's event loop stops between calls and does not notice closed connections.
      atomics: 'disabled',
      niceIncrement: nice,
      env,
    });
    const unstarted: Unstarted = new Map();
    pool.on('message', (message: LogLine | Started) => {
      if ('line' in message) log(message);
      else unstarted.delete(message.startedRequestId);
    });
    // A thread that ends before it is ready fails no call, so calls that wait for it would never end.
    pool.on('error', (error: Error) => {
      log({ functionName: names.join(' '), line: String(error.stack) });
      for (const give of unstarted.values()) give(error);
    });
    return { names: new Set(names), pool, unstarted, slots: new Slots(threads) };
  });

  return {
    async invoke(name, event, signal) {
      const settings = functions[name];
      const lane = pools.find(({ names }) => names.has(name));
      if (!settings || !lane) throw new Error(`There is no function ${name}.`);
      const stop = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal]);
      return lane.slots.run(async () => {
        stop.throwIfAborted();
        const requestId = randomUUID();
        const invocation: Invocation = {
          moduleUrl: builtModule(new URL(settings.entry, root)).href,
          eventJson: JSON.stringify(event),
          functionName: name,
          functionArn: functionArn(name),
          memoryMb: settings.memoryMb,
          requestId,
          deadlineMs: monotonicMs() + settings.timeoutS * 1000,
        };
        const outcome = await withinLimit(lane, invocation, settings.timeoutS, stop);
        if ('error' in outcome) throw new FunctionFailure(outcome.error);
        return JSON.parse(outcome.answerJson) as unknown;
      });
    },
    async close() {
      closing.abort(new Error('The local world is closing.'));
      await Promise.all(pools.map(({ pool }) => pool.destroy()));
    },
  };
}

/** Time for which an idle worker stays, with its modules and models in memory. */
const warmMs = 10 * 60_000;

/** Calls that have not reached a thread yet, by request id, each with its cancellation. */
type Unstarted = Map<string, (reason: Error) => void>;

async function withinLimit(
  { pool, unstarted }: { readonly pool: Piscina<Invocation, Outcome>; readonly unstarted: Unstarted },
  invocation: Invocation,
  timeoutS: number,
  stop: AbortSignal,
): Promise<Outcome> {
  const { requestId } = invocation;
  const limit = new AbortController(); // aborting terminates the worker
  const noThread = new AbortController();
  unstarted.set(requestId, (reason) => noThread.abort(reason));
  const timer = setTimeout(() => limit.abort(), timeoutS * 1000);
  try {
    const signal = AbortSignal.any([limit.signal, noThread.signal, stop]);
    return await pool.run(invocation, { signal });
  } catch (error) {
    stop.throwIfAborted();
    if (limit.signal.aborted) throw timedOut(requestId, timeoutS);
    throw crashed(requestId, ((noThread.signal.reason ?? error) as Error).message);
  } finally {
    clearTimeout(timer);
    unstarted.delete(requestId);
  }
}

/** The module; in the built package, its compiled file, since Node does not strip types in node_modules. */
function builtModule(module: URL): URL {
  return new URL(module.href.replace(/\.ts$/, extname(import.meta.filename)));
}

/** Root of the project; in the built package, the folder of the compiled files. */
export const projectRoot = new URL('../../../', pathToFileURL(import.meta.filename));
