import { describe, expect, it } from 'vitest';
import { jointNamed } from '../../physics/biomechanics/index.ts';
import { emptyTable, roles } from './sample-table.ts';
import { measureScales } from './scales.ts';

describe('scales', () => {
  const joint = jointNamed('wrist');
  const [first, second] = joint.muscles.map(({ name }) => name);
  const table = emptyTable(4, ['a', 'constant'], [first!, second!]);
  table.inputs.set([1, 5, 3, 5, 100, 100, -100, -100]);
  table.role.set([roles.train, roles.train, roles.validation, roles.heldOut]);
  table.angleRad.set([0.2, Number.NaN, 9, 9]);
  table.torqueNm.set([-1, 3, 90, 90]);
  table.forceN.set([10, 7, 50, 7, 900, 900, 900, 900]);
  const scales = measureScales(table, joint);

  it('are means and deviations over the training rows alone', () => {
    expect(scales.inputScales[0]).toEqual({ mean: 2, deviation: 1 });
    expect(scales.inputRanges).toEqual([
      [1, 3],
      [5, 5],
    ]);
    expect(scales.torqueScaleNm).toBe(2);
    expect(scales.muscles.map(({ name }) => name)).toEqual([first, second]);
    expect(scales.muscles[0]!.scaleN).toBe(20);
  });

  it('pass over missing labels', () => {
    expect(scales.angleScaleRad.mean).toBeCloseTo(0.2, 6);
  });

  it('are never so small that noise would be blown up', () => {
    expect(scales.inputScales[1]).toEqual({ mean: 5, deviation: 1e-3 });
    expect(scales.muscles[1]!.scaleN).toBe(0.005 * joint.muscles[1]!.maxIsometricForceN);
  });

  it('are 1 where there is nothing to measure', () => {
    const unlabelled = measureScales(emptyTable(3, ['a'], []), joint);
    expect(unlabelled).toMatchObject({
      torqueScaleNm: 1,
      angleScaleRad: { mean: 0, deviation: 1 },
      muscles: [],
    });
  });
});
