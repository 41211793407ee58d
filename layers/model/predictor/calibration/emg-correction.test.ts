import { describe, expect, it } from 'vitest';
import { emgCorrectionRad } from './emg-correction.ts';

const rateHz = 50;
const constant = (value: number) => new Float64Array(60).fill(value);
/** Logarithm of an envelope, as `compress` gives it. */
const seen = (value: number) => Math.log(value + 0.02);
const correction = {
  emgScales: [2],
  centres: [new Array(6).fill(seen(0.5)), new Array(6).fill(seen(0.1))],
  coefficientsRad: [0.3, -0.2],
};
const at = (value: number) => emgCorrectionRad(correction, [constant(value)], rateHz)[50]!;

describe('a correction by EMG of an earlier version', () => {
  it('is the sum of its kernels', () => {
    const square = 6 * (seen(0.5) - seen(0.1)) ** 2;
    expect(at(1)).toBeCloseTo(0.3 - 0.2 * Math.exp(-square / (4 * 6)), 6);
    expect(at(0.2)).toBeCloseTo(-0.2 + 0.3 * Math.exp(-square / (4 * 6)), 6);
  });

  it('is 0 far from all EMG of the calibration', () => {
    expect(Math.abs(at(1e4))).toBeLessThan(1e-6);
  });
});
