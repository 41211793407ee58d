import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop see what happened while the thread was busy: which sockets have been closed (the first turn), so that
 * they leave their pool (the second), and which times have run out.
 */
export async function turnOfEventLoop(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
