import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop catch up after the thread was busy: closed sockets are detected in the first turn and leave their pool
 * in the second, and timers fire.
 */
export async function turnOfEventLoop(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
