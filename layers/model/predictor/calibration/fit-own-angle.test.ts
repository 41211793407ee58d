import { describe, expect, it } from 'vitest';
import { rmse } from '../../../base/numbers/index.ts';
import { fitOwnAngle } from './fit-own-angle.ts';
import { ownAngleRad } from './own-angle.ts';

const rowsPerS = 50;
type Rows = Parameters<typeof fitOwnAngle>[0];

/** Rows of two inputs that turn slowly, and their angle. */
function rowsOf(
  seconds: number,
  angleOf: (first: number, second: number, row: number) => number,
  modelOf: (angle: number) => number,
  from = 0,
): Rows {
  const rows = seconds * rowsPerS;
  const at = (row: number) => [Math.sin((from + row) / 17), Math.cos((from + row) / 29)] as const;
  const inputs = Float32Array.from({ length: 2 * rows }, (_, cell) => at(cell >> 1)[cell & 1]!);
  const angleRad = Float64Array.from({ length: rows }, (_, row) => angleOf(...at(row), row));
  return { rows, recordings: 1, rowsPerS, inputs, angleRad, modelRad: angleRad.map(modelOf) };
}

const bent = (first: number, second: number) => 0.8 * first * second + 0.3 * first;
const errorOf = (own: Rows, of: Rows) =>
  rmse(of.angleRad, ownAngleRad(fitOwnAngle(own)[0]!.angle, of.inputs, of.modelRad));

describe('the angle of a person', () => {
  it('is learned from the EMG if the model says nothing', () => {
    const own = rowsOf(15, bent, () => 0.1);
    const later = rowsOf(15, bent, () => 0.1, 1200);
    expect(errorOf(own, later)).toBeLessThan(0.25 * rmse(later.angleRad, later.modelRad));
  });

  it('follows the model if it is right but for an offset', () => {
    const own = rowsOf(15, bent, (angle) => angle + 0.5);
    const later = rowsOf(15, bent, (angle) => angle + 0.5, 1200);
    expect(errorOf(own, later)).toBeLessThan(0.1);
  });

  it('has a cross-validated error like that of later seconds', () => {
    const noisy = (first: number, second: number, row: number) =>
      bent(first, second) + 0.15 * Math.sin(row * row);
    const own = rowsOf(30, noisy, () => 0.1);
    const later = rowsOf(30, noisy, () => 0.1, 2300);
    const { angle, crossValidatedRad } = fitOwnAngle(own)[0]!;
    const ratio = rmse(own.angleRad, crossValidatedRad) / errorOf(own, later);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.5);
    const missed = ownAngleRad(angle, later.inputs, later.modelRad).map((one, row) =>
      Math.abs(one - later.angleRad[row]!),
    );
    const covered = missed.filter((one) => one <= angle.halfWidth90Rad).length / later.rows;
    expect(covered).toBeGreaterThan(0.8);
    expect(covered).toBeLessThan(0.99);
  });

  it('gains nothing by cross-validation if the EMG says nothing about the angle', () => {
    const slow = (row: number) => Math.sin(row / 97);
    const own = rowsOf(
      10,
      (_first, _second, row) => slow(row) + 0.2 * Math.sin(row * row),
      () => 0,
    );
    const right = { ...own, modelRad: own.modelRad.map((_, row) => slow(row)) };
    for (const { crossValidatedRad } of fitOwnAngle(right))
      expect(rmse(right.angleRad, crossValidatedRad)).toBeGreaterThan(rmse(right.angleRad, right.modelRad));
  });

  it('halves the blend with the model in its second form', () => {
    const own = rowsOf(10, bent, () => 0.1);
    const [whole, half] = fitOwnAngle(own);
    const [ofWhole, ofHalf] = [whole!, half!].map(({ angle }) =>
      ownAngleRad(angle, own.inputs, own.modelRad),
    );
    for (const row of [0, 77, 499])
      expect(ofHalf![row]).toBeCloseTo((ofWhole![row]! + own.modelRad[row]!) / 2, 5);
  });

  it('learns from several recordings in one cross-validation, whose parts have rows of each', () => {
    const seated = rowsOf(10, bent, () => 0.1);
    const standing = rowsOf(
      10,
      (first) => 2 + first,
      () => 0.1,
    );
    const both: Rows = {
      ...seated,
      rows: 1000,
      recordings: 2,
      inputs: Float32Array.from([...seated.inputs, ...standing.inputs.map((input) => input + 8)]),
      angleRad: Float64Array.from([...seated.angleRad, ...standing.angleRad]),
      modelRad: new Float64Array(1000).fill(0.1),
    };
    // If a part were a whole recording, nothing would be known about its angles.
    expect(rmse(both.angleRad, fitOwnAngle(both)[0]!.crossValidatedRad)).toBeLessThan(0.4);
  });

  it('takes an angle that never changes', () => {
    const still = rowsOf(
      6,
      () => 0.7,
      () => 0.1,
    );
    expect(errorOf(still, still)).toBeLessThan(0.02);
  });
});
