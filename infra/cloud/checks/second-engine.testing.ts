import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const hasMoto = spawnSync('moto_server', ['--help']).status === 0;

/** Called instead of a Lambda; answers, or throws what the function threw. */
export type InvokeFunction = (name: string, event: unknown) => Promise<unknown>;

export interface SecondEngine {
  readonly url: string;
  /** Forgets everything; this engine starts a second execution only then. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/**
 * moto_server, which knows S3, Batch and Amazon States Language, behind a proxy that hands calls of Lambda
 * functions to us. The engine's own clients go through the proxy, too, since it believes that to be its port.
 */
export async function startSecondEngine(invoke: InvokeFunction): Promise<SecondEngine> {
  const motoPort = await freePort();
  const proxy = createServer((incoming, outgoing) => {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(incoming.url ?? '')?.[1];
    if (name === undefined) {
      const onward = request(
        {
          host: '127.0.0.1',
          port: motoPort,
          path: incoming.url,
          method: incoming.method,
          headers: incoming.headers,
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      onward.on('error', () => outgoing.writeHead(502).end());
      incoming.pipe(onward);
      return;
    }
    void readAll(incoming).then(async (body) => {
      try {
        const answer = await invoke(decodeURIComponent(name).split(':').at(-1)!, JSON.parse(body));
        outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? null));
      } catch (thrown) {
        const { name: errorType, message: errorMessage } = thrown as Error;
        outgoing
          .writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' })
          .end(JSON.stringify({ errorType, errorMessage }));
      }
    });
  });
  proxy.listen(0, 'localhost');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(motoPort)], {
    env: {
      ...process.env,
      MOTO_PORT: String(port),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
    stdio: 'ignore',
  });
  const url = `http://localhost:${port}`;
  await answering(`http://127.0.0.1:${motoPort}/moto-api/`);
  const empty = async () => {
    await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    await fetch(`${url}/moto-api/config`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stepfunctions: { execute_state_machine: true }, batch: { use_docker: false } }),
    });
  };
  return { url, empty, close: () => closeAll(proxy, moto) };
}

async function closeAll(proxy: Server, moto: ChildProcess): Promise<void> {
  moto.kill();
  proxy.closeAllConnections();
  await new Promise((closed) => proxy.close(closed));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
