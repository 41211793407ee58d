import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

describe('the fingerprint of bytes', () => {
  it('is the same for the same bytes, whatever their offset in memory', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(7), (bytes, offset) => {
        const elsewhere = new Uint8Array(bytes.length + offset).subarray(offset);
        elsewhere.set(bytes);
        expect(fingerprint(elsewhere)).toBe(fingerprint(bytes));
      }),
    );
  });

  it('differs for every byte that is changed, added or moved', () => {
    const text = new TextEncoder().encode('time_s,emg_mV\n0.00,0.10\n0.01,0.12\n');
    const others = [
      ...Array.from(text, (byte, at) => text.with(at, byte ^ 1)),
      Uint8Array.of(...text, 0),
      text.subarray(1),
      text.toReversed(),
      new Uint8Array(),
      new Uint8Array(1),
      new Uint8Array(4),
    ];
    const seen = new Set([text, ...others].map(fingerprint));
    expect(seen.size).toBe(1 + others.length);
  });

  it('has 128 bits, each of which varies', () => {
    const prints = Array.from({ length: 500 }, (_, at) => fingerprint(Uint8Array.of(at, at >> 8)));
    const bits = prints.map((print) =>
      [...print].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join(''),
    );
    for (let bit = 0; bit < 128; bit++) {
      const ones = bits.filter((one) => one[bit] === '1').length;
      expect(ones).toBeGreaterThan(180);
      expect(ones).toBeLessThan(320);
    }
  });
});
