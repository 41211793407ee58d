import { describe, expect, it } from 'vitest';
import { emgCorrectionRad, fitEmgCorrection } from './emg-correction.ts';

const rateHz = 50;
const rows = 900;
const envelope = Float64Array.from({ length: rows }, (_, row) => 2 * (0.5 + 0.4 * Math.sin(row / 15)));
const left = envelope.map((emg) => 0.3 * Math.cos(3 * emg));
const correction = fitEmgCorrection([envelope], rateHz, left);
const rmsOf = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

describe('a correction by EMG', () => {
  it('gives the error of the model where it was fitted', () => {
    const corrections = emgCorrectionRad(correction, [envelope], rateHz);
    const off = corrections.map((value, row) => value - left[row]!);
    expect(rmsOf(off)).toBeLessThan(0.5 * rmsOf(left));
  });

  it('is 0 far from all EMG of the calibration', () => {
    const far = emgCorrectionRad(correction, [envelope.map((emg) => 1e4 * emg)], rateHz);
    expect(rmsOf(far)).toBeLessThan(1e-6);
  });

  it('does not depend on the unit of the EMG', () => {
    const inMicrovolts = envelope.map((emg) => 1000 * emg);
    const other = fitEmgCorrection([inMicrovolts], rateHz, left);
    const corrections = emgCorrectionRad(other, [inMicrovolts], rateHz);
    const before = emgCorrectionRad(correction, [envelope], rateHz);
    for (const row of [0, 400, 899]) expect(corrections[row]).toBeCloseTo(before[row]!, 3);
  });

  it('keeps few centres, so that predictions stay quick', () => {
    expect(correction.centres).toHaveLength(300);
    expect(correction.coefficientsRad).toHaveLength(300);
    const short = fitEmgCorrection([envelope.subarray(0, 65)], rateHz, left.subarray(0, 65));
    expect(short.centres).toHaveLength(65);
    expect(short.centres[0]).toHaveLength(6);
  });
});
