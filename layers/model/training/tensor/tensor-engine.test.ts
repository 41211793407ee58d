import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../dataset/index.ts';
import { contiguousRanges, type SampleTable } from '../../dataset/index.ts';
import { type NetworkShape, parameterCount } from '../../network/index.ts';
import { shapeForMuscles } from '../../network/testing.ts';
import { buildBatch } from '../build-batch.testing.ts';
import type { Engine, Loss } from '../engine.ts';
import {
  numbers,
  type RandomRows,
  randomTable,
  testProblem,
  wasmBackend,
  withAngleScale,
} from '../problem.testing.ts';
import { referenceGradient, referenceLoss } from '../reference-loss.testing.ts';
import { coverByStretches } from '../stretches.ts';
import { tensorEngine } from './tensor-engine.ts';

describe('the tensor engine on WebAssembly', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = tensorEngine(await wasmBackend());
  });

  /** Engine and reference on one and the same rows. */
  function both(problem: TrainingProblem, shape: NetworkShape, table: SampleTable, seed: number) {
    const random = numbers(seed);
    const parameters = Float64Array.from({ length: parameterCount(shape) }, () => Math.fround(random.next()));
    const ranges = contiguousRanges(table);
    const batch = buildBatch(table, problem, coverByStretches(ranges, 24));
    const gradient = new Float64Array(parameters.length);
    const rounded = Float32Array.from(parameters);
    const objective = engine.objective(shape, problem);
    const loss = objective.evaluate(rounded, batch, batch.counts, 1, gradient);
    const lossAlone = objective.evaluate(rounded, batch, batch.counts, 1);
    const expected = referenceLoss(parameters, shape, table, problem, ranges);
    const expectedGradient = referenceGradient(parameters, shape, table, problem, ranges);
    return { loss, lossAlone, gradient, expected, expectedGradient };
  }

  function expectAgreement({
    loss,
    lossAlone,
    gradient,
    expected,
    expectedGradient,
  }: ReturnType<typeof both>) {
    for (const part of ['total', 'angle', 'force', 'physics'] as const satisfies (keyof Loss)[]) {
      expect(Math.abs(loss[part] - expected[part]), part).toBeLessThanOrEqual(1e-5 * expected[part] + 1e-12);
    }
    expect(lossAlone).toEqual(loss);
    expect(cosine(gradient, expectedGradient)).toBeGreaterThan(0.9999);
    expect(Math.abs(norm(gradient) / norm(expectedGradient) - 1)).toBeLessThan(1e-3);
  }

  it('ran on the WebAssembly backend', () => {
    expect(engine).toMatchObject({ name: 'tensor', backend: 'wasm' });
  });

  it.each([
    ['a measured torque with gaps', 0],
    ['gravity, damping, inertia and limits', 1],
    ['an elastic load', 2],
    ['no physics', 3],
  ])('agrees with the equation on a recording with %s', (_, recording) => {
    const problem = testProblem(3, 3, { physicsWeight: 0.7, weightDecay: 1e-3 });
    const stretches = [
      { rows: 60, recording },
      { rows: 5, recording },
    ];
    const shape = shapeForMuscles({ inputs: 3, hidden: [6, 5], muscles: 3 });
    const result = both(problem, shape, randomTable(problem, stretches, 4), 5);
    expect(result.expected.physics > 0).toBe(recording !== 3);
    expectAgreement(result);
  });

  it('agrees if a study has no force labels', () => {
    const problem = testProblem(2, 0, { physicsWeight: 0.5, weightDecay: 1e-3 });
    const table = randomTable(
      problem,
      [
        { rows: 40, recording: 1 },
        { rows: 30, recording: 0 },
      ],
      6,
    );
    const result = both(problem, shapeForMuscles({ inputs: 2, hidden: [7], muscles: 0 }), table, 7);
    expect(result.loss.force).toBe(0);
    expectAgreement(result);
  });

  it('agrees where every stretch is shorter than the stencil, and then has no residual', () => {
    const problem = testProblem(2, 2, { weightDecay: 1e-3 });
    const stretches = [1, 8, 3, 5].map((rows, recording) => ({ rows, recording }));
    const result = both(
      problem,
      shapeForMuscles({ inputs: 2, hidden: [4], muscles: 2 }),
      randomTable(problem, stretches, 8),
      9,
    );
    expect(result.loss.physics).toBe(0);
    expectAgreement(result);
  });

  it('agrees far outside the range of the joint, where moment arms and limits are held', () => {
    const problem = testProblem(2, 2, { physicsWeight: 1, weightDecay: 1e-3 });
    const wide = withAngleScale(problem, { mean: 0.1, deviation: 2 });
    const table = randomTable(wide, [{ rows: 50, recording: 1 }], 10);
    expectAgreement(both(wide, shapeForMuscles({ inputs: 2, hidden: [6], muscles: 2 }), table, 11));
  });

  it('agrees for any network, any recordings and any weights of the loss', () => {
    const stretch: fc.Arbitrary<RandomRows> = fc.record({
      rows: fc.integer({ min: 1, max: 45 }),
      recording: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.record({
          inputs: fc.integer({ min: 1, max: 4 }),
          hidden: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
          muscles: fc.nat(3),
        }),
        fc.array(stretch, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 0.3, 3),
        fc.nat(1e6),
        (sizes, stretches, physicsWeight, seed) => {
          const shape = shapeForMuscles(sizes);
          const problem = testProblem(sizes.inputs, sizes.muscles, { physicsWeight, weightDecay: 1e-3 });
          expectAgreement(both(problem, shape, randomTable(problem, stretches, seed), seed + 1));
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it('adds its gradient to what is there, and counts only its share of the weight decay', () => {
    const shape = shapeForMuscles({ inputs: 2, hidden: [3], muscles: 1 });
    const problem = testProblem(2, 1, { weightDecay: 0.1 });
    const table = randomTable(problem, [{ rows: 30, recording: 0 }], 12);
    const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));
    const parameters = new Float32Array(parameterCount(shape)).fill(0.3);
    const objective = engine.objective(shape, problem);
    const once = new Float64Array(parameters.length);
    const twice = new Float64Array(parameters.length);
    const whole = objective.evaluate(parameters, batch, batch.counts, 1, once);
    objective.evaluate(parameters, batch, batch.counts, 1, twice);
    objective.evaluate(parameters, batch, batch.counts, 1, twice);
    expect(twice).toEqual(once.map((slope) => 2 * slope));
    const half = objective.evaluate(parameters, batch, batch.counts, 0.5);
    const decay = parameters.length * 0.3 ** 2;
    expect(whole.total - half.total).toBeCloseTo(0.5 * 0.1 * decay, 5);
  });

  it('leaves no tensor behind', async () => {
    const { tf } = await wasmBackend();
    const shape = shapeForMuscles({ inputs: 2, hidden: [3], muscles: 2 });
    const problem = testProblem(2, 2);
    const table = randomTable(problem, [{ rows: 30, recording: 1 }], 13);
    const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));
    const objective = engine.objective(shape, problem);
    const before = tf.memory().numTensors;
    const gradient = new Float64Array(parameterCount(shape));
    objective.evaluate(new Float32Array(gradient.length).fill(0.1), batch, batch.counts, 1, gradient);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function cosine(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0) / (norm(a) * norm(b));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
