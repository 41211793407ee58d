import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address on which servers listen here. */
export const loopbackAddress = '127.0.0.1';

/**
 * Calls `listen` with the wanted port, or with the usual one, or with any free port if another program has the usual one.
 * `listen` gets the port to try (0: any) and returns its port.
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

/** Makes a server of node:http listen on loopback. @returns its port */
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
 * True if a request was meant for this machine. A page on the internet may give its own name this machine's address (DNS
 * rebinding); the Host header then still holds that name.
 */
export function isForLoopback(hostHeader: string | undefined): boolean {
  const host = (hostHeader ?? '').replace(/:\d+$/, '').toLowerCase();
  return host === loopbackAddress || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost');
}

/** Refuses a request that was not meant for this machine. @returns true if it was refused */
export function refuseStranger(request: IncomingMessage, response: ServerResponse): boolean {
  if (isForLoopback(request.headers.host)) return false;
  response
    .writeHead(403, { 'content-type': 'text/plain' })
    .end('This server answers requests of this machine only.\n');
  return true;
}
