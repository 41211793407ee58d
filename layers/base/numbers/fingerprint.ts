/**
 * A hash of bytes, 128 bits as lower-case hexadecimal digits. Equal bytes have equal fingerprints; different bytes differ but
 * for a chance of 2^-100. The hash does not protect against bytes made for a given fingerprint. SHA-256 does, but browsers
 * compute it only asynchronously. Four lanes of multiply and xor, with the final mixing of MurmurHash3.
 */
export function fingerprint(bytes: Uint8Array): string {
  const lanes = Uint32Array.of(1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762);
  let [a, b, c, d] = lanes as unknown as [number, number, number, number];
  const take = (word: number) => {
    a = b ^ Math.imul(a ^ word, 597_399_067);
    b = c ^ Math.imul(b ^ word, 2_869_860_233);
    c = d ^ Math.imul(c ^ word, 951_274_213);
    d = a ^ Math.imul(d ^ word, 2_716_044_179);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.byteLength - (bytes.byteLength % 4);
  for (let at = 0; at < whole; at += 4) take(view.getUint32(at, true));
  for (let at = whole; at < bytes.byteLength; at++) take(bytes[at]! + 256);
  take(bytes.byteLength);
  return [mixed(a), mixed(b), mixed(c), mixed(d)].map((lane) => lane.toString(16).padStart(8, '0')).join('');
}

function mixed(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 2_246_822_507);
  h = Math.imul(h ^ (h >>> 13), 3_266_489_909);
  return (h ^ (h >>> 16)) >>> 0;
}
