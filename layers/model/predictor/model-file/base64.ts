/** Characters that `String.fromCharCode` takes at once: each is an argument. */
const mostArguments = 8192;

/** Bytes as text in Base64 (RFC 4648, section 4), in Node and in browsers. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += mostArguments)
    parts.push(String.fromCharCode(...bytes.subarray(start, start + mostArguments)));
  return btoa(parts.join(''));
}

/** The bytes of a text that `base64Of` wrote. */
export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Numbers as bytes: float32, little-endian. */
export function bytesOfFloats(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [at, value] of values.entries()) view.setFloat32(4 * at, value, true);
  return new Uint8Array(view.buffer);
}

/** The numbers of whole float32, little-endian. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}
