import type { Server } from 'node:net';
import { isShortage } from '../disk/storage-failure.ts';

/** A server that has run out of handles refuses a connection; without a listener for its error, the process would end. */
export function keepServing(server: Server, note: (line: string) => void): void {
  server.on('error', (error) => note(`a connection was refused: ${error.message}`));
}

/**
 * The last line: what a full disk, a lack of handles or a broken medium throws where nobody expects it is said, and work
 * goes on; anything else ends the process as it always did. For a process that does nothing but serve.
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
