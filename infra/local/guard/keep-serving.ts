import type { Server } from 'node:net';
import { isShortage } from '../disk/storage-failure.ts';

/** A server without free file handles refuses connections. Without a listener for this error, the process would end. */
export function keepServing(server: Server, note: (line: string) => void): void {
  server.on('error', (error) => note(`a connection was refused: ${error.message}`));
}

/**
 * Last resort of a process that only serves: unexpected errors of a full disk, missing file handles or a broken disk are
 * reported, and work goes on. Other errors end the process, as without this function.
 */
export function outliveShortages(note: (line: string) => void): void {
  const onError = (error: unknown) => {
    if (!isShortage(error)) {
      process.off('uncaughtException', onError);
      throw error;
    }
    note(`work went on after: ${(error as Error).stack ?? String(error)}`);
  };
  process.on('uncaughtException', onError);
}
