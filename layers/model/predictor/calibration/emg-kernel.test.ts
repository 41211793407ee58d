import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantVariance, fitKernel, kernelInputs, kernelSums } from './emg-kernel.ts';

const rows = 900;
const inputs = Float32Array.from({ length: rows }, (_, row) => 3 * Math.sin(row / 15));
const target = Float64Array.from(inputs, (input) => 0.3 * Math.cos(input));
const rmsOf = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
/** What a fitted kernel predicts: its sums, and the constant of its covariance. */
function predicted(fitted: ReturnType<typeof fitKernel>, process: number, at: Float32Array, count: number) {
  const coefficients = fitted.coefficients[process]!;
  const constantRad = constantVariance * coefficients.reduce((sum, one) => sum + one, 0);
  const part = { centres: fitted.centres, coefficientsRad: Float32Array.from(coefficients) };
  return kernelSums(part, at, count).map((sum) => sum + constantRad);
}

describe('a kernel over the EMG', () => {
  it('gives the target where it was fitted, for each of several targets', () => {
    const fitted = fitKernel(inputs, [target, target.map((value) => 1 - value)]);
    const [first, second] = [0, 1].map((process) => predicted(fitted, process, inputs, rows));
    expect(rmsOf(first!.map((value, row) => value - target[row]!))).toBeLessThan(0.05 * rmsOf(target));
    expect(rmsOf(second!.map((value, row) => value - 1 + target[row]!))).toBeLessThan(0.05);
  });

  it('keeps more than half of a constant far from all EMG that it has seen', () => {
    const fitted = fitKernel(inputs, [target.map(() => 0.4)]);
    const far = predicted(fitted, 0, Float32Array.of(1e4), 1)[0];
    expect(far).toBeGreaterThan(0.2);
    expect(far).toBeLessThan(0.4);
    const sums = { centres: fitted.centres, coefficientsRad: Float32Array.from(fitted.coefficients[0]!) };
    expect(kernelSums(sums, Float32Array.of(1e4), 1)[0]).toBe(0);
  });

  it('solves the equations of the Gaussian process', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.float({ min: -3, max: 3, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        (some) => {
          const z = Float32Array.from(some, ([one]) => one);
          const y = Float64Array.from(some, ([, one]) => one);
          const { coefficients } = fitKernel(z, [y]);
          const c = coefficients[0]!;
          for (const [a, value] of y.entries()) {
            let sum = 0.1 * c[a]!;
            for (const [b, other] of z.entries()) sum += c[b]! * (Math.exp(-((z[a]! - other) ** 2)) + 0.3);
            expect(sum).toBeCloseTo(value, 6);
          }
        },
      ),
    );
  });

  it('keeps at most 300 centres, so that predictions stay quick', () => {
    expect(fitKernel(inputs, [target]).centres).toHaveLength(300);
    expect(fitKernel(inputs.subarray(0, 65), [target.subarray(0, 65)]).centres).toHaveLength(65);
  });

  it('has the angle of the model as a further input, four times', () => {
    expect([...kernelInputs(Float32Array.of(1, 2, 3, 4), [0.5, -0.25])]).toEqual([1, 2, 2, 3, 4, -1]);
    expect(kernelInputs(new Float32Array(), [])).toHaveLength(0);
  });
});
