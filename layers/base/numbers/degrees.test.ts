import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreesOf, radiansOf } from './degrees.ts';

describe('degrees and radians', () => {
  it('are 180 and pi for half a turn', () => {
    expect(radiansOf(180)).toBe(Math.PI);
    expect(degreesOf(Math.PI)).toBe(180);
    expect(degreesOf(-Math.PI / 2)).toBe(-90);
  });

  it('lead back to the same angle', () => {
    fc.assert(
      fc.property(fc.double({ min: -720, max: 720, noNaN: true }), (angleDeg) => {
        expect(degreesOf(radiansOf(angleDeg))).toBeCloseTo(angleDeg, 10);
      }),
    );
  });
});
