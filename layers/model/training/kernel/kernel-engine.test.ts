import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { joints } from '../../../physics/biomechanics/index.ts';
import { contiguousRanges, networkShapeOf } from '../../dataset/index.ts';
import { initialParameters, parameterCount } from '../../network/index.ts';
import { shapeForMuscles } from '../../network/testing.ts';
import {
  type EngineCase,
  expectAgreement,
  lossAndGradientOf,
  problemOf,
  referenceOf,
} from '../agreement.testing.ts';
import { BatchBuilder } from '../batch.ts';
import { buildBatch } from '../build-batch.testing.ts';
import type { Engine } from '../engine.ts';
import {
  type RandomRows,
  randomTable,
  testProblem,
  twoCoordinates,
  wasmBackend,
  withAngleScale,
  withTorque,
} from '../problem.testing.ts';
import { coverByStretches } from '../stretches.ts';
import { tensorEngine } from '../tensor/tensor-engine.ts';
import { kernelEngine } from './kernel-engine.ts';
import { kernelModule } from './kernel-module.ts';

const kernel = kernelEngine(kernelModule());
const plainKernel = kernelEngine(kernelModule('plain'));

describe('the kernel engine', () => {
  let tensor: Engine;
  beforeAll(async () => {
    tensor = tensorEngine(await wasmBackend());
  });

  it('names its form as the backend', () => {
    expect(kernel).toMatchObject({ name: 'kernel', backend: 'relaxed-simd' });
    expect(plainKernel).toMatchObject({ name: 'kernel', backend: 'simd' });
  });

  it.each([
    ['a measured torque with gaps', 0],
    ['gravity, damping, inertia and limits', 1],
    ['an elastic load', 2],
    ['no physics', 3],
  ])('agrees with the equation and the tensor engine on a recording with %s', (_, recording) => {
    const problem = testProblem(3, 3, { physicsWeight: 0.7, weightDecay: 1e-3 });
    const table = randomTable(
      problem,
      [60, 5].map((rows) => ({ rows, recording })),
      4,
    );
    const given: EngineCase = {
      problem,
      shape: shapeForMuscles({ inputs: 3, hidden: [9, 5], muscles: 3 }),
      table,
      seed: 5,
    };
    const expected = referenceOf(given);
    expect(expected.loss.physics > 0).toBe(recording !== 3);
    expectAgreement(lossAndGradientOf(kernel, given), expected);
    expectAgreement(lossAndGradientOf(plainKernel, given), expected);
    expectAgreement(lossAndGradientOf(kernel, given), lossAndGradientOf(tensor, given));
  });

  it.each(joints.map((joint) => [joint.name, joint] as const))(
    'agrees for the muscles and postures of the %s',
    (_, joint) => {
      const problem = problemOf(joint);
      const stretches = problem.recordings.map((_, recording) => ({ rows: 25, recording }));
      const table = randomTable(problem, stretches, 6);
      const shape = shapeForMuscles({ inputs: 3, hidden: [6], muscles: joint.muscles.length });
      const given: EngineCase = { problem, shape, table, seed: 7 };
      expectAgreement(lossAndGradientOf(kernel, given), referenceOf(given));
      expectAgreement(lossAndGradientOf(kernel, given), lossAndGradientOf(tensor, given));
    },
  );

  it.each([0, 3, 7])('agrees for two coordinates and %d muscles', (muscles) => {
    const problem = twoCoordinates(testProblem(3, muscles, { physicsWeight: 0.8, weightDecay: 1e-3 }));
    const stretches = [40, 5, 30, 25].map((rows, recording) => ({ rows, recording }));
    const table = randomTable(problem, stretches, 8);
    const shape = { ...networkShapeOf(problem), hidden: [7, 5] };
    const given: EngineCase = { problem, shape, table, seed: 9 };
    const expected = referenceOf(given);
    expect(expected.loss.physics).toBeGreaterThan(0);
    expectAgreement(lossAndGradientOf(kernel, given), expected);
    expectAgreement(lossAndGradientOf(plainKernel, given), expected);
    expectAgreement(lossAndGradientOf(tensor, given), expected);
  });

  it.each([
    ['one coordinate', testProblem(3, 3, { physicsWeight: 0.8, weightDecay: 1e-3 })],
    ['two coordinates', twoCoordinates(testProblem(3, 2, { physicsWeight: 0.8 }))],
    ['no residual', testProblem(3, 7, { physicsWeight: 0 })],
  ])(
    'agrees if torque is an output too, with %s, and gives each torque the weight of one force',
    (_, given) => {
      const problem = withTorque(given);
      const stretches = [40, 5, 30, 25].map((rows, recording) => ({ rows, recording }));
      const table = randomTable(problem, stretches, 12);
      const shape = { ...networkShapeOf(problem), hidden: [7, 5] };
      const one: EngineCase = { problem, shape, table, seed: 13 };
      const expected = referenceOf(one);
      expect(expected.loss.torque).toBeGreaterThan(0);
      expectAgreement(lossAndGradientOf(kernel, one), expected);
      expectAgreement(lossAndGradientOf(plainKernel, one), expected);
      expectAgreement(lossAndGradientOf(tensor, one), expected);
    },
  );

  it('refuses what it would compute wrongly: an equation of motion of several coordinates, and a linear force', () => {
    const problem = testProblem(2, 2);
    const two = twoCoordinates(problem);
    const moving = { ...two, recordings: problem.recordings };
    const table = randomTable(two, [{ rows: 20, recording: 0 }], 1);
    expect(() => new BatchBuilder(table, moving)).toThrow('the problem has 2 coordinates');
    const outputs = problem.outputs.map((output) => ({ ...output, activation: 'linear' as const }));
    const linear = { ...problem, outputs };
    expect(() => kernel.objective(networkShapeOf(linear), linear)).toThrow('the force muscle0 is linear');
  });

  it('agrees far outside the range of the joint, where moment arms and limits are held', () => {
    const problem = testProblem(2, 2, { physicsWeight: 1, weightDecay: 1e-3 });
    const wide = withAngleScale(problem, { mean: 0.1, deviation: 2 });
    const table = randomTable(wide, [{ rows: 50, recording: 1 }], 10);
    const given: EngineCase = {
      problem: wide,
      shape: shapeForMuscles({ inputs: 2, hidden: [6], muscles: 2 }),
      table,
      seed: 11,
    };
    expectAgreement(lossAndGradientOf(kernel, given), referenceOf(given));
  });

  it('agrees at a thousand samples a second, where accelerations are small differences of large numbers', () => {
    const problem = testProblem(2, 2, { physicsWeight: 1e-6 });
    const fast = { ...problem, signals: { ...problem.signals, rateHz: 1000 } };
    const table = randomTable(fast, [{ rows: 40, recording: 1 }], 12);
    const given: EngineCase = {
      problem: fast,
      shape: shapeForMuscles({ inputs: 2, hidden: [6], muscles: 2 }),
      table,
      seed: 13,
    };
    expectAgreement(lossAndGradientOf(kernel, given), referenceOf(given));
  });

  it.each([
    ['narrow', [4]],
    ['the default', [48, 48]],
    ['deep', [64, 64, 64]],
    ['wide and uneven', [200, 17, 130]],
  ])('agrees with the tensor engine for a network that is %s', (_, hidden) => {
    const problem = testProblem(6, 5, { physicsWeight: 0.3 });
    const table = randomTable(
      problem,
      [70, 300, 9].map((rows, recording) => ({ rows, recording })),
      14,
    );
    for (const stretchRows of [64, 300]) {
      const given: EngineCase = {
        problem,
        shape: shapeForMuscles({ inputs: 6, hidden, muscles: 5 }),
        table,
        seed: 15,
        stretchRows,
      };
      const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), stretchRows));
      const parameters = Float32Array.from(initialParameters(given.shape, 16));
      const [found, expected] = [kernel, tensor].map((engine) => {
        const gradient = new Float64Array(parameters.length);
        const objective = engine.objective(given.shape, problem);
        return { loss: objective.evaluate(parameters, batch, batch.counts, 1, gradient), gradient };
      });
      expectAgreement(found!, expected!);
    }
  });

  it('agrees for any network, any recordings and any weights of the loss', () => {
    const stretch: fc.Arbitrary<RandomRows> = fc.record({
      rows: fc.integer({ min: 1, max: 45 }),
      recording: fc.nat(3),
    });
    const shapes = fc.record({
      inputs: fc.integer({ min: 1, max: 10 }),
      hidden: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 3 }),
      muscles: fc.nat(9),
    });
    const stretchesOf = fc.array(stretch, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        shapes,
        stretchesOf,
        fc.constantFrom(0, 0.3, 3),
        fc.nat(1e6),
        (sizes, stretches, physicsWeight, seed) => {
          const shape = shapeForMuscles(sizes);
          const problem = testProblem(sizes.inputs, sizes.muscles, { physicsWeight, weightDecay: 1e-3 });
          const table = randomTable(problem, stretches, seed);
          const given: EngineCase = { problem, shape, table, seed: seed + 1 };
          const expected = referenceOf(given);
          expectAgreement(lossAndGradientOf(kernel, given), expected);
          expectAgreement(lossAndGradientOf(plainKernel, given), expected);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
  });

  it('gives the same bytes whatever it computed before', () => {
    const problem = testProblem(3, 2, { weightDecay: 1e-3 });
    const shape = shapeForMuscles({ inputs: 3, hidden: [7], muscles: 2 });
    const parameters = Float32Array.from(initialParameters(shape, 17));
    const batches = [30, 500, 11].map((rows, recording) => {
      const table = randomTable(problem, [{ rows, recording }], 18);
      return buildBatch(table, problem, coverByStretches(contiguousRanges(table), 600));
    });
    const used = kernel.objective(shape, problem);
    for (const batch of [...batches, ...batches]) {
      const gradient = new Float64Array(parameters.length);
      const freshGradient = new Float64Array(parameters.length);
      const loss = used.evaluate(parameters, batch, batch.counts, 1, gradient);
      const fresh = kernel.objective(shape, problem);
      expect(fresh.evaluate(parameters, batch, batch.counts, 1, freshGradient)).toEqual(loss);
      expect(freshGradient).toEqual(gradient);
    }
  });

  it('has a loss that is not finite for a network with infinite parameters, and is sound afterwards', () => {
    const problem = testProblem(2, 2, { weightDecay: 1e-3 });
    const shape = shapeForMuscles({ inputs: 2, hidden: [5, 5], muscles: 2 });
    const table = randomTable(problem, [{ rows: 30, recording: 1 }], 19);
    const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));
    const parameters = Float32Array.from(initialParameters(shape, 20));
    const objective = kernel.objective(shape, problem);
    const before = objective.evaluate(
      parameters,
      batch,
      batch.counts,
      1,
      new Float64Array(parameters.length),
    );
    const broken = parameters.with(0, Number.NaN);
    const gradient = new Float64Array(parameters.length);
    expect(objective.evaluate(broken, batch, batch.counts, 1, gradient).total).toBeNaN();
    expect(gradient.every(Number.isFinite)).toBe(false);
    const after = new Float64Array(parameters.length);
    expect(objective.evaluate(parameters, batch, batch.counts, 1, after)).toEqual(before);
    expect(after.every(Number.isFinite)).toBe(true);
  });

  it('adds its gradient to what is there, and counts only its share of the weight decay', () => {
    const shape = shapeForMuscles({ inputs: 2, hidden: [3], muscles: 1 });
    const problem = testProblem(2, 1, { weightDecay: 0.1 });
    const table = randomTable(problem, [{ rows: 30, recording: 0 }], 12);
    const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));
    const parameters = new Float32Array(parameterCount(shape)).fill(0.5);
    const objective = kernel.objective(shape, problem);
    const once = new Float64Array(parameters.length);
    const twice = new Float64Array(parameters.length);
    const whole = objective.evaluate(parameters, batch, batch.counts, 1, once);
    objective.evaluate(parameters, batch, batch.counts, 1, twice);
    objective.evaluate(parameters, batch, batch.counts, 1, twice);
    expect(twice).toEqual(once.map((slope) => 2 * slope));
    const halfGradient = new Float64Array(parameters.length);
    const half = objective.evaluate(parameters, batch, batch.counts, 0.5, halfGradient);
    expect(whole.total - half.total).toBeCloseTo(0.1 * 0.5 * parameters.length * 0.5 ** 2, 10);
    expect(half.angle).toBe(whole.angle);
    for (const [at, slope] of once.entries()) expect(slope - halfGradient[at]!).toBeCloseTo(0.1 * 0.5, 12);
    expect(objective.evaluate(parameters, batch, batch.counts, 0.5)).toEqual(half);
  });
});
