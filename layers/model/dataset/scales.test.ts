import { describe, expect, it } from 'vitest';
import { jointNamed } from '../../physics/biomechanics/index.ts';
import { wristOutputs } from './outputs.testing.ts';
import { emptyTable, rowUses } from './sample-table.ts';
import { measureScales } from './scales.ts';

describe('scales', () => {
  const joint = jointNamed('wrist');
  const [first, second] = joint.muscles.map(({ name }) => name);
  const table = emptyTable(4, ['a', 'constant'], wristOutputs(first!, second!));
  table.inputs.set([1, 5, 3, 5, 100, 100, -100, -100]);
  table.use.set([rowUses.train, rowUses.train, rowUses.validation, rowUses.heldOut]);
  table.torqueNm.set([-1, 3, 90, 90]);
  table.labels.set([0.2, 10, 7, Number.NaN, 50, 7, 9, 900, 900, 9, 900, 900]);
  const scales = measureScales(table, joint);

  it('are means and deviations over the training rows alone', () => {
    expect(scales.inputScales[0]).toEqual({ mean: 2, deviation: 1 });
    expect(scales.inputRanges).toEqual([
      [1, 3],
      [5, 5],
    ]);
    expect(scales.coordinates).toEqual([
      {
        ...joint.coordinates[0],
        range: undefined,
        rangeRad: joint.coordinates[0].range,
        torqueScaleNm: 2,
        limit: joint.segment.limit,
      },
    ]);
    expect(scales.muscles.map(({ name }) => name)).toEqual([first, second]);
    expect(scales.outputs[1]!.scale).toEqual({ mean: 0, deviation: 20 });
  });

  it('describe each output: an angle as it is, a force by a softplus that has no mean', () => {
    expect(
      scales.outputs.map(({ name, quantity, unit, activation }) => [name, quantity, unit, activation]),
    ).toEqual([
      ['wrist', 'angle', 'rad', 'linear'],
      [first, 'force', 'N', 'softplus'],
      [second, 'force', 'N', 'softplus'],
    ]);
    expect(scales.muscles[1]!.momentArmsM).toEqual([joint.muscles[1]!.momentArmM]);
  });

  it('pass over missing labels', () => {
    expect(scales.outputs[0]!.scale.mean).toBeCloseTo(0.2, 6);
  });

  it('are never so small that noise would be blown up', () => {
    expect(scales.inputScales[1]).toEqual({ mean: 5, deviation: 1e-3 });
    expect(scales.outputs[2]!.scale.deviation).toBe(0.005 * joint.muscles[1]!.maxIsometricForceN);
  });

  it('are 1 where there is nothing to measure', () => {
    const unlabelled = measureScales(emptyTable(3, ['a'], wristOutputs()), joint);
    expect(unlabelled).toMatchObject({
      coordinates: [{ torqueScaleNm: 1 }],
      muscles: [],
      outputs: [{ name: 'wrist', activation: 'linear', scale: { mean: 0, deviation: 1 } }],
    });
  });
});
