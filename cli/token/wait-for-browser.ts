import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeServer, listenOn, refuseStranger } from '../../infra/local/index.ts';

export interface BrowserWait {
  readonly callback: URL;
  /** Random value of this sign-in. */
  readonly state: string;
  readonly timeoutMs: number;
  /** Called when the server is ready for the browser. */
  readonly listening: () => void;
}

/**
 * Waits for the address with which the browser comes back after sign-in. Any page can send a browser here, so requests
 * without the state are refused, and the wait goes on.
 */
export async function waitForBrowser({ callback, state, timeoutMs, listening }: BrowserWait): Promise<URL> {
  const { promise: cameBack, resolve } = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    if (refuseStranger(request, response)) return;
    const asked = request.url ?? '/';
    const address = URL.canParse(asked, callback.href) ? new URL(asked, callback) : new URL('/', callback);
    const answer = (status: number, text: string, sent = () => {}) =>
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`, sent);
    if (request.method !== 'GET' || address.pathname !== callback.pathname) {
      answer(404, 'There is nothing here.');
    } else if (address.searchParams.get('state') !== state) {
      answer(
        400,
        'This sign-in was not started by the waiting command. Start again at the address that the command printed.',
      );
    } else {
      answer(200, 'Signed in. Go back to the command line; you can close this window.', () =>
        resolve(address),
      );
    }
  });
  await listenOn(server)(Number(callback.port)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(callback.port) : error;
  });
  const waiting = new AbortController();
  const tooLate = sleep(timeoutMs, undefined, { signal: waiting.signal }).then(() => {
    throw new Error(`nobody signed in within ${timeoutMs / 1000} s. Run the command again`);
  });
  tooLate.catch(() => {}); // rejects when the wait is aborted
  try {
    listening();
    return await Promise.race([cameBack, tooLate]);
  } finally {
    waiting.abort();
    await closeServer(server);
  }
}

function portTaken(port: string): Error {
  return new Error(
    `port ${port} of this machine is in use, and the issuer accepts no other. Is another "sarcomere token" waiting? End the program on that port (lsof -i :${port}) and run the command again`,
  );
}
