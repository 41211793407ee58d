import { createHash } from 'node:crypto';

/** SHA-256, in lower-case hexadecimal digits; of what is written. Readers use `sha256`, which browsers have too. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
