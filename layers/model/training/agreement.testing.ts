import { expect } from 'vitest';
import { dot } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { dynamicsOf } from '../../physics/biomechanics/index.ts';
import type { TrainingProblem } from '../dataset/index.ts';
import { contiguousRanges, type SampleTable } from '../dataset/index.ts';
import { type NetworkShape, parameterCount } from '../network/index.ts';
import { buildBatch } from './build-batch.testing.ts';
import type { Engine, Loss } from './engine.ts';
import { angleOutput, forceOutput, numbers, recordingCards, testProblem } from './problem.testing.ts';
import { referenceGradient, referenceLoss } from './reference-loss.testing.ts';
import { coverByStretches } from './stretches.ts';

export interface LossAndGradient {
  readonly loss: Loss;
  readonly gradient: Float64Array;
}

/** A case for the comparison of engines. */
export interface EngineCase {
  readonly problem: TrainingProblem;
  readonly shape: NetworkShape;
  readonly table: SampleTable;
  readonly seed: number;
  readonly stretchRows?: number;
}

export function lossAndGradientOf(
  engine: Engine,
  { problem, shape, table, seed, stretchRows = 24 }: EngineCase,
): LossAndGradient {
  const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), stretchRows));
  const gradient = new Float64Array(parameterCount(shape));
  const parameters = Float32Array.from(parametersOf(shape, seed));
  const loss = engine.objective(shape, problem).evaluate(parameters, batch, batch.counts, 1, gradient);
  return { loss, gradient };
}

/** The equation in float64, its gradient by finite differences. */
export function referenceOf({ problem, shape, table, seed }: EngineCase): LossAndGradient {
  const ranges = contiguousRanges(table);
  const parameters = parametersOf(shape, seed);
  return {
    loss: referenceLoss(parameters, shape, table, problem, ranges),
    gradient: referenceGradient(parameters, shape, table, problem, ranges),
  };
}

function parametersOf(shape: NetworkShape, seed: number): Float64Array {
  const random = numbers(seed);
  return Float64Array.from({ length: parameterCount(shape) }, () => Math.fround(random.next()));
}

/** Losses within 1e-5, gradients the same in direction and, within 1e-4, in length. */
export function expectAgreement(found: LossAndGradient, expected: LossAndGradient): void {
  for (const part of ['total', 'angle', 'force', 'torque', 'physics'] as const) {
    const apart = Math.abs(found.loss[part] - expected.loss[part]);
    expect(apart, part).toBeLessThanOrEqual(1e-5 * expected.loss[part] + 1e-12);
  }
  expect(cosine(found.gradient, expected.gradient)).toBeGreaterThan(0.99999);
  expect(Math.abs(norm(found.gradient) / norm(expected.gradient) - 1)).toBeLessThan(1e-4);
}

/** A problem with the muscles, limits and postures of a joint of the library. */
export function problemOf(joint: Joint): TrainingProblem {
  const problem = testProblem(3, joint.muscles.length, { physicsWeight: 0.8, weightDecay: 1e-3 });
  const [lowest, highest] = joint.coordinates[0].range;
  const postures = Object.keys(joint.postures);
  return {
    ...problem,
    coordinates: [
      {
        ...problem.coordinates[0]!,
        rangeRad: joint.coordinates[0].range,
        torqueScaleNm: 5,
        limit: joint.segment.limit,
      },
    ],
    muscles: joint.muscles.map(({ name, maxIsometricForceN, momentArmM }) => ({
      name,
      maxIsometricForceN,
      momentArmsM: [momentArmM],
    })),
    outputs: [
      angleOutput(joint.name, { mean: (lowest + highest) / 2, deviation: (highest - lowest) / 4 }),
      ...joint.muscles.map(({ name, maxIsometricForceN }) => forceOutput(name, maxIsometricForceN / 10)),
    ],
    recordings: postures.map((posture) => ({
      ...recordingCards[1]!,
      posture,
      dynamics: dynamicsOf(joint, { posture, massKg: 70, heightM: 1.75 })!,
    })),
  };
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function cosine(a: Float64Array, b: Float64Array): number {
  return dot(a, b) / (norm(a) * norm(b));
}
