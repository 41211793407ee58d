import { describe, expect, it } from 'vitest';
import { activationOf, activationRatePerS } from './activation.ts';

describe('activation dynamics', () => {
  it('rests where activation equals excitation', () => {
    expect(activationRatePerS(0.4, 0.4)).toBe(0);
  });

  it('rises faster than it falls', () => {
    const rise = activationOf(
      Float64Array.from({ length: 100 }, (_, t) => (t < 10 ? 0.05 : 0.8)),
      100,
    );
    const fall = activationOf(
      Float64Array.from({ length: 100 }, (_, t) => (t < 10 ? 0.8 : 0.05)),
      100,
    );
    const halfway = 0.425;
    const riseFrames = rise.findIndex((a) => a > halfway);
    const fallFrames = fall.findIndex((a) => a < halfway);
    expect(riseFrames).toBeLessThan(fallFrames);
    expect(rise[99]).toBeCloseTo(0.8, 6);
  });

  it('gives the same at any sample rate of a held excitation', () => {
    const held = (rate: number): Float64Array =>
      activationOf(
        Float64Array.from({ length: rate }, (_, t) => (t < rate / 2 ? 0.1 : 0.6)),
        rate,
      );
    expect(held(100)[60]).toBeCloseTo(held(1000)[600]!, 9);
  });
});
