import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { joints } from '../../../physics/biomechanics/index.ts';
import { shapeForMuscles } from '../../network/testing.ts';
import { expectAgreement, lossAndGradientOf, problemOf, referenceOf } from '../agreement.testing.ts';
import type { Engine } from '../engine.ts';
import { kernelEngine } from '../kernel/kernel-engine.ts';
import { kernelModule } from '../kernel/kernel-module.ts';
import { randomTable, testProblem } from '../problem.testing.ts';
import { isOnGpu, type TensorBackend } from './backend.ts';
import { nativeBackend, nativeFolderVariable } from './native-backend.testing.ts';
import { tensorEngine } from './tensor-engine.ts';

const folder = process.env[nativeFolderVariable];
const why = folder ? '' : ` (skipped: ${nativeFolderVariable} names no folder with tfjs-node)`;

describe.skipIf(!folder)(`kernel and tensor engine on native TensorFlow${why}`, () => {
  const kernel = kernelEngine(kernelModule());
  let native: Engine;
  let backend: TensorBackend;
  beforeAll(() => {
    backend = nativeBackend(folder!);
    native = tensorEngine(backend);
  });

  it('really is native', () => {
    expect(native).toMatchObject({ name: 'tensor', backend: 'tensorflow' });
  });

  it('detects a GPU, which the binding for processors never has', () => {
    expect(backend.tf.backend()).toHaveProperty('isUsingGpuDevice', false);
    expect(isOnGpu(backend)).toBe(false);
  });

  it.each(joints.map((joint) => [joint.name, joint] as const))(
    'agree for the muscles and postures of the %s',
    (_, joint) => {
      const problem = problemOf(joint);
      const stretches = problem.recordings.map((_, recording) => ({ rows: 25, recording }));
      const table = randomTable(problem, stretches, 6);
      const shape = shapeForMuscles({ inputs: 3, hidden: [6], muscles: joint.muscles.length });
      const given = { problem, shape, table, seed: 7 };
      expectAgreement(lossAndGradientOf(kernel, given), lossAndGradientOf(native, given));
      expectAgreement(lossAndGradientOf(native, given), referenceOf(given));
    },
  );

  it('agree for any network, any batch, any masks and any weights of the loss', () => {
    fc.assert(
      fc.property(
        fc.record({
          inputs: fc.integer({ min: 1, max: 10 }),
          hidden: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
          muscles: fc.nat(9),
        }),
        fc.array(fc.record({ rows: fc.integer({ min: 1, max: 200 }), recording: fc.nat(3) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(16, 24, 64),
        fc.constantFrom(0, 0.3, 3),
        fc.nat(1e6),
        (sizes, stretches, stretchRows, physicsWeight, seed) => {
          const shape = shapeForMuscles(sizes);
          const problem = testProblem(sizes.inputs, sizes.muscles, { physicsWeight, weightDecay: 1e-3 });
          const table = randomTable(problem, stretches, seed);
          const given = { problem, shape, table, seed: seed + 1, stretchRows };
          expectAgreement(lossAndGradientOf(kernel, given), lossAndGradientOf(native, given));
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });
});
