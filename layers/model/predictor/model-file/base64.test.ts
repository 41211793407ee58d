import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Of, bytesOfBase64, bytesOfFloats, floatsOf } from './base64.ts';

describe('Base64', () => {
  it('is what Node writes, and gives the bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), (bytes) => {
        const text = base64Of(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesOfBase64(text)).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 20 },
    );
  });

  it('holds numbers as float32, little-endian', () => {
    expect([...bytesOfFloats(Float32Array.of(1, -2))]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
    expect(floatsOf(bytesOfFloats(Float32Array.of(0.1, -3e8)))).toEqual(Float32Array.of(0.1, -3e8));
  });
});
