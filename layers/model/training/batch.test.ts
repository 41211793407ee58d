import { describe, expect, it } from 'vitest';
import { dynamicsLayout } from '../../physics/biomechanics/index.ts';
import { contiguousRanges, labelsOf } from '../dataset/index.ts';
import { BatchBuilder } from './batch.ts';
import { buildBatch } from './build-batch.testing.ts';
import { randomTable, recordingCards, testProblem } from './problem.testing.ts';
import { residualWeight } from './residual-weight.ts';
import { coverByStretches } from './stretches.ts';

describe('a batch', () => {
  const problem = testProblem(2, 2);
  const stretches = [
    { rows: 20, recording: 0 },
    { rows: 5, recording: 1 },
    { rows: 12, recording: 2 },
    { rows: 11, recording: 3 },
  ];
  const table = randomTable(problem, stretches, 1);
  const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));

  it('pads shorter stretches with rows of no weight', () => {
    expect(batch).toMatchObject({ stretches: 4, rowsPerStretch: 20 });
    expect(batch.labelWeight.subarray(3 * (20 + 5), 3 * 40).some(Boolean)).toBe(false);
    expect(batch.residualWeight.subarray(12, 24).some(Boolean)).toBe(false);
  });

  it('counts as labelled what is a number, and holds no NaN where it is none', () => {
    const isNumber = (value: number) => !Number.isNaN(value);
    const [angles, ...forces] = [0, 1, 2].map((at) => labelsOf(table, at).filter(isNumber).length);
    expect(batch.counts.angle).toBe(angles);
    expect(batch.counts.force).toBe((forces[0]! + forces[1]!) / 2);
    expect(angles).toBeLessThan(table.rows);
    expect([...batch.labels, ...batch.torqueNm].every(isNumber)).toBe(true);
  });

  it('standardises inputs, the angle by mean and deviation, forces by their scale', () => {
    expect(batch.inputs[1]).toBeCloseTo((table.inputs[1]! - 0.2) / 0.8, 6);
    const scaled = [
      (angleRad: number) => (angleRad - 0.1) / 0.35,
      (forceN: number) => forceN / 12,
      (forceN: number) => forceN / 21,
    ];
    for (const [at, of] of scaled.entries()) {
      const labels = labelsOf(table, at);
      const row = labels.findIndex((label) => !Number.isNaN(label));
      expect(batch.labels[row * 3 + at]).toBeCloseTo(of(labels[row]!), 6);
    }
  });

  it('weights the residual at whole stencils only: fully if the torque was measured, otherwise by its residual weight', () => {
    const measured = Array.from({ length: 12 }, (_, centre) =>
      Number.isNaN(table.torqueNm[centre + 4]!) ? 0 : 1,
    );
    const weight = Math.fround(
      residualWeight(recordingCards[2]!, problem.coordinates[0]!, problem.outputs[0]!.scale),
    );
    const inMotion = [weight, weight, weight, weight, 0, 0, 0, 0, 0, 0, 0, 0];
    const none = new Array(12).fill(0);
    expect([...batch.residualWeight]).toEqual([...measured, ...none, ...inMotion, ...none]);
    expect(measured).toContain(0);
    expect([...batch.torqueMeasured]).toEqual([1, 0, 0, 0]);
  });

  it('carries the equation of motion of each recording', () => {
    const terms = dynamicsLayout.length;
    const { limit: _, ...dynamics } = recordingCards[2]!.dynamics!;
    expect(Object.keys(dynamics).sort()).toEqual([...dynamicsLayout].sort());
    const expected = dynamicsLayout.map((name) => dynamics[name]);
    expect(batch.dynamics.subarray(2 * terms, 3 * terms)).toEqual(Float32Array.from(expected));
    expect(new Set(expected).size).toBe(terms);
    const others = [...batch.dynamics.subarray(0, terms), ...batch.dynamics.subarray(3 * terms)];
    expect(others.some(Boolean)).toBe(false);
  });

  it('is the same whatever its memory held before, and takes no further memory for a size that was there', () => {
    const builder = new BatchBuilder(table, problem);
    const stretches = coverByStretches(contiguousRanges(table), 12);
    const groups = [stretches, stretches.slice(0, 2), stretches.slice(2), stretches.slice(1, 3), stretches];
    for (const group of [...groups, ...groups]) {
      expect(builder.build(group)).toEqual(buildBatch(table, problem, group));
    }
    const memory = builder.build(stretches).inputs;
    builder.build(stretches.slice(2));
    expect(builder.build(stretches).inputs).toBe(memory);
  });
});
