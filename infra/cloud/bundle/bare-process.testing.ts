import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';

/** A bundled function as Lambda runs it: in a process of its own that asks the Runtime API for its next event. */
export interface BareProcess {
  /** The answer of the function, or an error with the name and message that it threw. */
  invoke(event: unknown): Promise<unknown>;
  close(): void;
}

/**
 * The client side of the Lambda Runtime API, as Lambda's own one for Node does it.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const client = `
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
const post = (path, value) => fetch(base + path, { method: 'POST', body: JSON.stringify(value ?? null) });
const { handler } = await import(process.env.BUNDLE);
for (;;) {
  const next = await fetch(base + 'invocation/next');
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = { awsRequestId: id, functionName: process.env.AWS_LAMBDA_FUNCTION_NAME, invokedFunctionArn: 'arn',
    memoryLimitInMB: '1769', getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    await post('invocation/' + id + '/response', await handler(await next.json(), context));
  } catch (error) {
    await post('invocation/' + id + '/error', { errorType: error.name, errorMessage: error.message });
  }
}`;

/**
 * Starts a bundle with Node's permission model: it may read its own folder and nothing else, write nothing, and
 * start neither processes nor threads. Its environment is what is given, and nothing of ours.
 */
export async function startBare(
  outDir: string,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<BareProcess> {
  let waiting: ServerResponse | undefined;
  let pending: { event: unknown; settle: (path: string, body: unknown) => void } | undefined;
  let atWork: typeof pending;
  const handOver = () => {
    if (!waiting || !pending) return;
    waiting
      .writeHead(200, {
        'lambda-runtime-aws-request-id': 'request',
        'lambda-runtime-deadline-ms': String(Date.now() + 300_000),
      })
      .end(JSON.stringify(pending.event));
    // An event is handed over once: the runtime asks for the next before the answer to this one has been read.
    atWork = pending;
    pending = undefined;
    waiting = undefined;
  };
  const server = createServer((request, response) => {
    if (request.url!.endsWith('/next')) {
      waiting = response;
      handOver();
      return;
    }
    void bodyOf(request).then((body) => {
      response.writeHead(202).end();
      atWork!.settle(request.url!, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const flags = ['--permission', `--allow-fs-read=${outDir}`, '--input-type=module', '--eval', client];
  const child: ChildProcess = spawn(process.execPath, flags, {
    cwd: outDir,
    env: {
      ...env,
      BUNDLE: pathToFileURL(`${outDir}/handler.mjs`).href,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}: ${said.slice(-2000)}`);
  });
  died.catch(() => {}); // it is waited for only while an event is with it

  return {
    async invoke(event) {
      const answered = new Promise<unknown>((resolve, reject) => {
        pending = {
          event,
          settle: (path, body) => {
            if (path.endsWith('/response')) return resolve(body);
            const { errorType, errorMessage } = body as { errorType: string; errorMessage: string };
            reject(Object.assign(new Error(errorMessage), { name: errorType }));
          },
        };
      });
      handOver();
      return Promise.race([answered, died]);
    },
    close() {
      child.kill();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
