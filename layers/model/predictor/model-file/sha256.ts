/** SHA-256 by Web Crypto, in lower-case hexadecimal digits: the same in Node and in a browser. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // Web Crypto takes no view of memory that is shared between threads.
  const own =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', own));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
