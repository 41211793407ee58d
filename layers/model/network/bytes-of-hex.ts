/** Bytes of hexadecimal text, in Node and in browsers. Hexadecimal text compresses better than base64, which hides repetitions. */
export function bytesOfHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
