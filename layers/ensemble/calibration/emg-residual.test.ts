import { describe, expect, it } from 'vitest';
import { emgResidualRad, fitEmgResidual } from './emg-residual.ts';

const inputNames = ['emg@0ms', 'emg@40ms', 'emg~mean', 'emg~deviation', 'subject=ana'];
const inputRanges = inputNames.map(() => [0, 1] as const);
const width = inputNames.length;
const rows = 900;
const emg = (row: number) => 0.5 + 0.4 * Math.sin(row / 15);
const inputs = Float32Array.from(
  Array.from({ length: rows }, (_, row) => [emg(row), emg(row - 2), 0.5, 0.3, 0]).flat(),
);
const left = Float64Array.from({ length: rows }, (_, row) => 0.3 * Math.cos(6 * emg(row)));
const from = 10;
const residual = fitEmgResidual({ inputNames, inputRanges }, inputs, left, from);
const rmsOf = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

describe('a residual by EMG', () => {
  it('says where it was fitted what the model is off by', () => {
    const said = emgResidualRad(residual, inputs, width);
    const off = said.map((value, row) => value - left[row]!).subarray(from);
    expect(rmsOf(off)).toBeLessThan(0.15 * rmsOf(left));
  });

  it('is nothing far from all EMG of the calibration', () => {
    const far = Float32Array.from(inputs.subarray(0, 20 * width), (value, at) =>
      at % width < 2 ? value + 9 : value,
    );
    expect(rmsOf(emgResidualRad(residual, far, width))).toBeLessThan(1e-9);
  });

  it('looks at no slow input and at no name', () => {
    expect(residual.columns).toEqual([0, 1]);
    const others = Float32Array.from(inputs, (value, at) => (at % width < 2 ? value : 7));
    expect(emgResidualRad(residual, others, width)).toEqual(emgResidualRad(residual, inputs, width));
  });

  it('keeps so few centres that a prediction stays quick, none of them before the warm-up', () => {
    expect(residual.centres).toHaveLength(300);
    expect(residual.weightsRad).toHaveLength(300);
    const short = fitEmgResidual(
      { inputNames, inputRanges },
      inputs.subarray(0, 50 * width),
      left.subarray(0, 50),
      from,
    );
    expect(short.centres).toHaveLength(40);
    expect(short.centres[0]).toEqual([emg(10), emg(8)].map((value) => expect.closeTo(value, 4)));
  });
});
