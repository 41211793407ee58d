import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal digits, for writing in Node. Readers use `sha256`, which works in browsers too. */
export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
