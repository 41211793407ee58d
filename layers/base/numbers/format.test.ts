import { describe, expect, it } from 'vitest';
import { count, counted, decimals, duration, percent } from './format.ts';

describe('a number in the report', () => {
  it('has the digits of its column and a true minus', () => {
    expect(decimals(-12.345, 2)).toBe('\u221212.35');
    expect(decimals(-0.0004, 2)).toBe('0.00');
  });

  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])('is a dash if it is %s', (value) => {
    expect(decimals(value, 2)).toBe('–');
    expect(percent(value)).toBe('–');
  });

  it('is grouped by thousands', () => {
    expect(count(1234567)).toBe('1\u202F234\u202F567');
    expect(count(999)).toBe('999');
  });

  it('agrees with its noun', () => {
    expect(counted(1, 'study', 'studies')).toBe('1 study');
    expect(counted(0, 'fault')).toBe('0 faults');
  });

  it('has time in the unit that reads best', () => {
    expect([4.21, 61, 738, 9000].map(duration)).toEqual(['4.2 s', '61 s', '12.3 min', '2.5 h']);
  });
});
