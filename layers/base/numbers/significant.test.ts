import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secondsDigits, sixDigits } from './significant.ts';

describe('six significant digits', () => {
  it.each([0, 1, -1, 0.1, 123456.7, 999999.6, 1e-9, 1.234567e-9, -2.345678901, 1e20, 5e-324, 12345678.9])(
    'of %s are those of toPrecision',
    (value) => expect(sixDigits(value)).toBe(Number(value.toPrecision(6))),
  );

  it('leave NaN and infinity unchanged', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(sixDigits(value)).toBe(value);
    }
  });

  it('are within half of the last digit, and print as at most six digits, for all numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const rounded = sixDigits(value);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.500001e-5 * Math.abs(value));
        const digits = rounded.toExponential().replace(/e.*$/, '').replace(/[^\d]/g, '');
        expect(digits.length).toBeLessThanOrEqual(6);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('seconds', () => {
  it.each([0, 0.0166667, -0.5, 12.34, 12.345679, 12_345.68, 1_700_000_000.02])(
    'differ to the microsecond: %s',
    (seconds) => expect(secondsDigits(seconds)).toBe(seconds),
  );

  it('lose the noise of their last digits', () => {
    expect([secondsDigits(0.1 + 0.2), secondsDigits(12.340000000000002)]).toEqual([0.3, 12.34]);
  });
});
