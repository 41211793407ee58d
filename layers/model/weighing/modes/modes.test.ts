import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate, GateView } from '../../predictor/index.ts';
import { weightsOf } from '../../predictor/index.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import type { LocalModel } from '../local-model.ts';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import { blended } from './blended.ts';
import { gated } from './gated.ts';
import { inverseError } from './inverse-error.ts';
import type { Mode } from './mode.ts';
import { modes } from './modes.ts';
import { single } from './single.ts';
import { uniform } from './uniform.ts';

function locals(...errors: number[]): LocalModel[] {
  return errors.map((error, at) => ({ id: `time-${at + 1}`, kind: 'local', error }));
}
const one: LocalModel = { id: 'single', kind: 'single', error: 0.01 };
const problem = smallProblem();
const evidence = (localModels: readonly LocalModel[]): Evidence => ({
  problem,
  localModels,
  contexts: localModels.map(({ kind, error }) =>
    kind === 'local' ? { mean: [error % 3, 1], deviation: [0.5, 1], reach: 3 } : undefined,
  ),
  trainingShares: { subject: {}, site: {}, task: {} },
});
const view = viewOf(smallTable(problem, [{ recording: 0, rows: 3 }]), problem, []);
/** Weights of the local models in the second of three rows. */
const weigh = (mode: Mode, localModels: readonly LocalModel[]): number[] | undefined => {
  const gate = mode.fit(evidence(localModels));
  if (!gate) return undefined;
  return weightsOf(gate, view, localModels.length).map((column) => column[1]!);
};
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const localModels = fc
  .tuple(
    fc.array(fc.double({ min: 0, max: 1e20, noNaN: true }), { minLength: 1, maxLength: 30 }),
    fc.boolean(),
  )
  .map(([errors, withSingle]) => [...(withSingle ? [one] : []), ...locals(...errors)]);

describe.each(modes.map((mode) => [mode.name, mode] as const))('the mode %s', (_name, mode) => {
  it('gives weights that are not negative and sum to 1, whatever the errors', () => {
    fc.assert(
      fc.property(localModels, (given) => {
        const weights = weigh(mode, given);
        if (!weights) return;
        expect(weights).toHaveLength(given.length);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(sum(weights)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('gives each local model the same weight in any order', () => {
    fc.assert(
      fc.property(
        localModels.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
          ),
        ),
        ([given, shuffled]) => {
          const weights = weigh(mode, given);
          const other = weigh(mode, shuffled);
          expect(other === undefined).toBe(weights === undefined);
          for (const [at, localModel] of given.entries()) {
            expect(other?.[shuffled.indexOf(localModel)] ?? 0).toBeCloseTo(weights?.[at] ?? 0, 12);
          }
        },
      ),
    );
  });
});

describe('inverse-error', () => {
  it('is 1/e over the sum of 1/e', () => {
    const errors = [0.2, 0.25, 0.4, 0.5];
    const total = sum(errors.map((error) => 1 / error));
    const weights = weigh(inverseError, locals(...errors))!;
    for (const [at, error] of errors.entries()) expect(weights[at]).toBeCloseTo(1 / error / total, 14);
  });

  it('gives the single model no weight', () => {
    expect(weigh(inverseError, [one, ...locals(0.2, 0.2, 0.2, 0.2)])).toEqual([0, 0.25, 0.25, 0.25, 0.25]);
  });

  it('counts no error as less than a fifth of the median', () => {
    const luckier = weigh(inverseError, locals(1e-6, 1, 1, 1, 1, 1, 1, 1, 1))!;
    expect(luckier).toEqual(weigh(inverseError, locals(0.2, 1, 1, 1, 1, 1, 1, 1, 1)));
    expect(luckier[0]).toBeCloseTo(5 / 13, 14);
  });

  it('gives none of three or more local models more than a half, and the others the rest in proportion', () => {
    const weights = weigh(inverseError, locals(0.01, 1, 2, 0.04))!;
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.5);
    expect(weights[1]! / weights[2]!).toBeCloseTo(2, 12);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e20, noNaN: true }), { minLength: 3, maxLength: 20 }),
        (errors) => Math.max(...weigh(inverseError, locals(...errors))!) <= 0.5 + 1e-12,
      ),
    );
  });

  it('is the formula alone with two local models: a cap of a half would make them equal', () => {
    const weights = weigh(inverseError, locals(0.1, 0.3))!;
    expect(weights[0]).toBeCloseTo(0.75, 12);
    expect(weights[1]).toBeCloseTo(0.25, 12);
  });

  it('weighs a smaller error at least as much', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 10, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (errors) => {
          const weights = weigh(inverseError, locals(...errors))!;
          const order = errors.map((_, at) => at).sort((a, b) => errors[a]! - errors[b]!);
          for (let at = 1; at < order.length; at++) {
            expect(weights[order[at]!]).toBeLessThanOrEqual(weights[order[at - 1]!]! + 1e-12);
          }
        },
      ),
    );
  });

  it('gives the only local model all weight, and models without error the same', () => {
    expect(weigh(inverseError, locals(0.3))).toEqual([1]);
    expect(weigh(inverseError, locals(0, 0, 0, 0))).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('gated, if the study has no context', () => {
  const cut = { ...problem, subdomains: { by: 'task' as const, count: 8 } };
  const without = (localModels: readonly LocalModel[]): Evidence => ({
    ...evidence(localModels),
    problem: cut,
    contexts: localModels.map(() => undefined),
  });
  const given = [one, ...locals(0.2, 0.2, 0.4, 0.4)];
  const tasks = { sit: [[1, 1] as const], walk: [[2, 1] as const] };
  const weighed = (gate: Gate, task?: string) => {
    const ofTask: GateView = { ...view, givenNames: () => ({ task }) };
    return weightsOf(gate, ofTask, given.length).map((column) => column[0]!);
  };

  it.each([gated, blended])('lets the given task lead in $name, and else has constant weights', (mode) => {
    const gate = mode.fit({ ...without(given), trainingShares: { subject: {}, site: {}, task: tasks } })!;
    expect(gate.toJson()).toMatchObject({ kind: 'name', by: 'task' });
    const [asSitting, asAny] = [weighed(gate, 'sit'), weighed(gate)];
    expect(asSitting[1]).toBeGreaterThan(0.8);
    expect(sum(asSitting)).toBeCloseTo(1, 12);
    expect(asAny).toEqual(weighed(gate, 'swim'));
    expect(asAny[1]! / asAny[3]!).toBeCloseTo(2, 12);
  });

  it('is undefined if no name leads: constant weights are no gate', () => {
    expect(gated.fit(without(given))).toBeUndefined();
  });
});

describe('the controls', () => {
  it('weigh every local model the same, or the single model alone', () => {
    const given = [one, ...locals(0.1, 0.9)];
    expect(weigh(uniform, given)).toEqual([0, 0.5, 0.5]);
    expect(weigh(single, given)).toEqual([1, 0, 0]);
  });

  it('are undefined without the models that they weigh', () => {
    expect(weigh(single, locals(0.1, 0.9))).toBeUndefined();
    expect(weigh(uniform, [one])).toBeUndefined();
    expect(weigh(inverseError, [one])).toBeUndefined();
  });
});
