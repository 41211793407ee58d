import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that anything here listens on. */
export const loopbackAddress = '127.0.0.1';

/**
 * Has `listen` take the wanted port, or the usual one, or any free one if another program has the usual one.
 * `listen` gets the port to try (0: any) and answers the port it got.
 */
export async function takePort(
  listen: (port: number) => Promise<number>,
  wanted: number | undefined,
  usual: number,
): Promise<number> {
  if (wanted !== undefined) return listen(wanted);
  try {
    return await listen(usual);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}

/** Lets a server of node:http listen on loopback; answers the port it got. */
export function listenOn(server: Server): (port: number) => Promise<number> {
  return (port) =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, loopbackAddress, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Whether a request was meant for this machine. A page on the internet may give its own name this machine's
 * address (DNS rebinding); the Host header then still carries that name.
 */
export function isForLoopback(hostHeader: string | undefined): boolean {
  const host = (hostHeader ?? '').replace(/:\d+$/, '').toLowerCase();
  return host === loopbackAddress || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}

/** Answers a request that was not meant for this machine, and says so. */
export function refuseStranger(request: IncomingMessage, response: ServerResponse): boolean {
  if (isForLoopback(request.headers.host)) return false;
  response.writeHead(403, { 'content-type': 'text/plain' }).end('This server answers this machine only.\n');
  return true;
}
