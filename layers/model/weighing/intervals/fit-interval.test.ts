import { describe, expect, it } from 'vitest';
import { fitInterval } from './fit-interval.ts';

/** A row each 20 ms of one recording. */
const rowsWith = (errors: readonly number[]) => ({
  errors,
  spread: errors.map(() => 0),
  recording: errors.map(() => 0),
  timeS: errors.map((_, at) => 0.02 * at),
});

describe('an interval of 90 %', () => {
  it('is finite and holds nine in ten errors if most of them are exactly 0 and the local models agree', () => {
    const errors = Array.from({ length: 500 }, (_, at) => (at % 4 === 0 ? 1 + (at % 20) : 0));
    const { factor, offset } = fitInterval(rowsWith(errors))!;
    expect(Number.isFinite(factor)).toBe(true);
    const held = errors.filter((error) => error <= factor * offset).length / errors.length;
    expect(held).toBeGreaterThanOrEqual(0.9);
  });

  it('has the width 0 if no prediction errs', () => {
    const { factor, offset } = fitInterval(rowsWith(Array.from({ length: 500 }, () => 0)))!;
    expect(factor * offset).toBe(0);
  });
});
