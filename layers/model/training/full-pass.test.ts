import { beforeAll, describe, expect, it } from 'vitest';
import { contiguousRanges } from '../dataset/index.ts';
import { initialParameters } from '../network/index.ts';
import { shapeForMuscles } from '../network/testing.ts';
import { BatchBuilder } from './batch.ts';
import { buildBatch } from './build-batch.testing.ts';
import type { Engine } from './engine.ts';
import { FullPass } from './full-pass.ts';
import { numbers, randomTable, testProblem, wasmBackend, withLabels } from './problem.testing.ts';
import { coverByStretches } from './stretches.ts';
import { tensorEngine } from './tensor/tensor-engine.ts';

describe('a pass over everything', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = tensorEngine(await wasmBackend());
  });

  const problem = testProblem(3, 2, { weightDecay: 0.01 });
  const shape = shapeForMuscles({ inputs: 3, hidden: [8, 6], muscles: 2 });
  const random = numbers(3);
  const stretches = Array.from({ length: 40 }, (_, at) => ({ rows: random.whole(1, 60), recording: at % 4 }));
  const table = randomTable(problem, [{ rows: 700, recording: 1 }, ...stretches], 4);
  const ranges = contiguousRanges(table);
  const parameters = initialParameters(shape, 5);

  it('has the loss, the gradient and the counts of one big batch', () => {
    const objective = engine.objective(shape, problem);
    const pass = new FullPass(new BatchBuilder(table, problem), objective, ranges);
    const whole = buildBatch(table, problem, coverByStretches(ranges, 1000));
    expect(pass.counts).toEqual(whole.counts);

    const gradient = new Float64Array(parameters.length).fill(7);
    const expectedGradient = new Float64Array(parameters.length);
    const loss = pass.loss(parameters, gradient);
    const rounded = Float32Array.from(parameters);
    const expected = objective.evaluate(rounded, whole, whole.counts, 1, expectedGradient);
    for (const part of ['total', 'angle', 'force', 'physics'] as const) {
      expect(Math.abs(loss[part] / expected[part] - 1), part).toBeLessThan(1e-5);
    }
    const largest = Math.max(...expectedGradient.map(Math.abs));
    const apart = Math.max(...gradient.map((slope, at) => Math.abs(slope - expectedGradient[at]!)));
    expect(apart / largest).toBeLessThan(1e-5);
  });

  it('looks at the rows of its ranges and at no others', () => {
    const objective = engine.objective(shape, problem);
    const before = new FullPass(new BatchBuilder(table, problem), objective, ranges.slice(0, 5)).loss(
      parameters,
    );
    const others = withLabels(table, 0, (q, row) => (row < ranges[5]!.start ? q : 99));
    expect(
      new FullPass(new BatchBuilder(others, problem), objective, ranges.slice(0, 5)).loss(parameters),
    ).toEqual(before);
    expect(
      new FullPass(new BatchBuilder(others, problem), objective, ranges).loss(parameters).angle,
    ).toBeGreaterThan(100);
  });
});
