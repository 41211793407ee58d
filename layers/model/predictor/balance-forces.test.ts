import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceForces } from './balance-forces.ts';
import type { TorqueJson } from './model-file/model-json.ts';

interface Row {
  readonly angleRad: number;
  readonly forcesN: readonly number[];
  readonly torqueNm: number;
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const muscleWith = (arms: fc.Arbitrary<[number, number, number]>) =>
  fc.record({
    momentArmsM: fc.tuple(arms),
    largestForceN: number(50, 3000),
    deviationN: number(1, 400),
  });
const anyArm = fc.tuple(number(-0.06, 0.06), number(-0.02, 0.02), number(-0.01, 0.01));
/** At every angle of the range a centimetre or more. */
const solidArm = fc
  .tuple(number(0.03, 0.06), fc.constantFrom(-1, 1), number(-0.005, 0.005), number(-0.005, 0.005))
  .map(([arm, sign, slope, bend]): [number, number, number] => [sign * arm, slope, bend]);
/** Muscles and a row with forces and a torque, some of them beyond what the muscles can do. */
const problemWith = (arms: typeof anyArm) =>
  fc.array(muscleWith(arms), { minLength: 1, maxLength: 5 }).chain((muscles) =>
    fc.record({
      torque: fc.constant<TorqueJson>({ rangesRad: [[-1.5, 0.5]], muscles }),
      row: fc.record({
        angleRad: number(-2.5, 1.5),
        forcesN: fc.tuple(...muscles.map(({ largestForceN }) => number(0, 1.2 * largestForceN))),
        torqueNm: number(-200, 200),
      }),
    }),
  );

function balanced(torque: TorqueJson, { angleRad, forcesN, torqueNm }: Row) {
  const values = Float64Array.of(angleRad, ...forcesN, torqueNm);
  const spread = values.map((_, at) => at);
  const result = balanceForces({ values, spread, outputs: values.length }, torque);
  expect(result.spread).toEqual(spread);
  expect(result.values[0]).toBe(angleRad);
  return { forcesN: [...result.values.subarray(1, -1)], torqueNm: result.values.at(-1)! };
}

/** Moment arms, held at the ends of their range. */
function armsOf({ rangesRad, muscles }: TorqueJson, angleRad: number): number[] {
  const [least, largest] = rangesRad[0]!;
  const q = Math.min(largest, Math.max(least, angleRad));
  return muscles.map(({ momentArmsM: [c] }) => c![0]! + c![1]! * q + c![2]! * q * q);
}

function torqueOf(arms: readonly number[], forcesN: readonly number[]): number {
  return arms.reduce((sum, arm, at) => sum + arm * forcesN[at]!, 0);
}

function changeOf({ muscles }: TorqueJson, from: readonly number[], to: readonly number[]): number {
  return muscles.reduce((sum, { deviationN }, at) => sum + ((to[at]! - from[at]!) / deviationN) ** 2, 0);
}

/**
 * The same problem by brute force: every force is at its lower bound, at its upper bound, or free; among the solutions within
 * the bounds the one with the least change.
 */
function byBruteForce(torque: TorqueJson, arms: readonly number[], { forcesN }: Row, torqueNm: number) {
  const n = arms.length;
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < 3 ** n; code++) {
    const state = arms.map((_, at) => Math.floor(code / 3 ** at) % 3);
    const bound = (at: number) => (state[at] === 0 ? 0 : torque.muscles[at]!.largestForceN);
    const free = arms.flatMap((_, at) => (state[at] === 2 ? [at] : []));
    const fixed = arms.map((_, at) => (state[at] === 2 ? forcesN[at]! : bound(at)));
    const missing = torqueNm - torqueOf(arms, fixed);
    const size = free.reduce((sum, at) => sum + (torque.muscles[at]!.deviationN * arms[at]!) ** 2, 0);
    if (size === 0 && Math.abs(missing) > 1e-9) continue;
    const found = fixed.map((force, at) =>
      state[at] === 2 && size > 0
        ? force + (missing * torque.muscles[at]!.deviationN ** 2 * arms[at]!) / size
        : force,
    );
    const isWithin = found.every(
      (force, at) => force >= -1e-9 && force <= torque.muscles[at]!.largestForceN * (1 + 1e-12) + 1e-9,
    );
    if (isWithin) least = Math.min(least, changeOf(torque, forcesN, found));
  }
  return least;
}

describe('forces projected onto the torque', () => {
  it('give exactly the published torque, within their bounds, whatever is asked', () => {
    fc.assert(
      fc.property(problemWith(anyArm), ({ torque, row }) => {
        const found = balanced(torque, row);
        const arms = armsOf(torque, row.angleRad);
        const scale = torqueOf(
          arms.map(Math.abs),
          torque.muscles.map(({ largestForceN }) => largestForceN),
        );
        expect(Math.abs(torqueOf(arms, found.forcesN) - found.torqueNm)).toBeLessThanOrEqual(1e-13 * scale);
        for (const [at, force] of found.forcesN.entries()) {
          expect(force).toBeGreaterThanOrEqual(0);
          expect(force).toBeLessThanOrEqual(torque.muscles[at]!.largestForceN);
        }
        const reachable = arms.map((arm, at) => arm * torque.muscles[at]!.largestForceN);
        const most = reachable.reduce((sum, one) => sum + Math.max(0, one), 0);
        const least = reachable.reduce((sum, one) => sum + Math.min(0, one), 0);
        const nearest = Math.max(least, Math.min(row.torqueNm, most));
        expect(Math.abs(found.torqueNm - nearest)).toBeLessThanOrEqual(1e-9 * (1 + scale));
      }),
      { numRuns: 1000 },
    );
  });

  it('change as little as any forces with that torque, in deviations of each force', () => {
    fc.assert(
      fc.property(problemWith(solidArm), ({ torque, row }) => {
        const arms = armsOf(torque, row.angleRad);
        const found = balanced(torque, row);
        const least = byBruteForce(torque, arms, row, found.torqueNm);
        const change = changeOf(torque, row.forcesN, found.forcesN);
        expect(change).toBeLessThanOrEqual(least * (1 + 1e-6) + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('stay as they are if they have the torque already', () => {
    const torque: TorqueJson = {
      rangesRad: [[-2, 1]],
      muscles: [
        { momentArmsM: [[0.04]], largestForceN: 1000, deviationN: 100 },
        { momentArmsM: [[-0.03]], largestForceN: 900, deviationN: 50 },
      ],
    };
    const found = balanced(torque, { angleRad: -1, forcesN: [500, 200], torqueNm: 14 });
    expect(found.forcesN.map((force) => Number(force.toFixed(9)))).toEqual([500, 200]);
    expect(found.torqueNm).toBeCloseTo(14, 12);
  });

  it('are not finite if the torque is not', () => {
    const torque: TorqueJson = {
      rangesRad: [[-2, 1]],
      muscles: [{ momentArmsM: [[0.04]], largestForceN: 1000, deviationN: 100 }],
    };
    const row = { angleRad: 0, forcesN: [1], torqueNm: Number.POSITIVE_INFINITY };
    expect(balanced(torque, row).torqueNm).toBeNaN();
  });
});

describe('the outputs of a model without torque', () => {
  it('are the same object', () => {
    const combined = { values: Float64Array.of(1, 2), spread: Float64Array.of(0, 0), outputs: 2 };
    expect(balanceForces(combined, undefined)).toBe(combined);
  });
});
