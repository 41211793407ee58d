import { describe, expect, it } from 'vitest';
import type { ResultRow, UnitResult } from '../result.ts';
import { coverageTarget } from './coverage-target.ts';
import { errorTarget } from './error-target.ts';
import { atMost, notWorse, ratioTarget } from './ratio-target.ts';
import { riseTarget } from './rise-target.ts';

/** Two people; errors in degrees by model, of the second person twice as large. */
function unit(name: string, seed: number, errors: Record<string, number>, coverage = 0.9): UnitResult {
  const row = (model: string, scope: ResultRow['scope'], of: string, rmse: number): ResultRow => ({
    cut: '8 by time',
    arm: 'physics',
    model,
    scope,
    name: of,
    unit: 'deg',
    rmse,
    nrmse: 0.1,
    r: 0.9,
    r2: 0.8,
    n: 100,
  });
  const rows = Object.entries(errors).flatMap(([model, error]) => [
    row(model, 'subject', 'ana', error),
    row(model, 'subject', 'ben', 2 * error),
    row(model, 'task', 'walk', error),
  ]);
  const run = { cut: '8 by time', arm: 'physics' as const, fold: 0, mode: 'gated', heldOutRows: 100 };
  const covered = { coverageNamed: coverage, coverageUnnamed: null, forceCoverage: null };
  return {
    case: name,
    seed,
    rows,
    runs: [{ ...run, ...covered, trainings: [], merged: [] }],
    coreSeconds: 1,
  };
}

const pick = (model: string, of = 'clean') => ({ case: of, model });

describe('a target of a ratio', () => {
  const units = [
    unit('clean', 1, { published: 8, single: 10 }),
    unit('clean', 2, { published: 8.2, single: 10 }),
  ];

  it('is reached if the ratio is low enough and its interval excludes 1', () => {
    const target = ratioTarget('claim', pick('published'), pick('single'), atMost(0.9));
    expect(target.judge(units)).toMatchObject({ measured: 'ratio 0.810', isReached: true });
  });

  it('is not reached if the limit is lower, or if seeds disagree', () => {
    const lower = ratioTarget('claim', pick('published'), pick('single'), atMost(0.6));
    expect(lower.judge(units).isReached).toBe(false);
    const apart = [
      unit('clean', 1, { published: 5, single: 10 }),
      unit('clean', 2, { published: 10, single: 10 }),
    ];
    const target = ratioTarget('claim', pick('published'), pick('single'), atMost(0.9));
    expect(target.judge(apart).isReached).toBe(false);
    expect(ratioTarget('claim', pick('published'), pick('single'), notWorse).judge(apart).isReached).toBe(
      true,
    );
  });

  it('says that nothing was measured if a case is missing', () => {
    const target = ratioTarget('claim', pick('published', 'absent'), pick('single'), notWorse);
    expect(target.judge(units)).toMatchObject({ measured: 'not measured', isReached: undefined });
  });
});

describe('a target of a rise', () => {
  it('compares how two models suffer from the same change', () => {
    const units = [1, 2].flatMap((seed) => [
      unit('clean', seed, { uniform: 10, published: 9 }),
      unit('corrupted', seed, { uniform: 15 + 0.1 * seed, published: 9.5 }),
    ]);
    const target = riseTarget('claim', { from: 'clean', to: 'corrupted' }, 'uniform', 'published');
    expect(target.judge(units).isReached).toBe(true);
    const other = riseTarget('claim', { from: 'clean', to: 'corrupted' }, 'published', 'uniform');
    expect(other.judge(units).isReached).toBe(false);
  });
});

describe('targets of an error and of a coverage', () => {
  it('hold up to their limits', () => {
    const units = [unit('clean', 1, { published: 6 }, 0.84), unit('clean', 2, { published: 7 }, 0.94)];
    expect(errorTarget('claim', pick('published'), 'walk', 6.5).judge(units).isReached).toBe(true);
    expect(errorTarget('claim', pick('published'), 'walk', 6.4).judge(units).isReached).toBe(false);
    expect(errorTarget('claim', pick('published'), 'sit', 6.4).judge(units).isReached).toBeUndefined();
    expect(coverageTarget('claim', 'clean').judge(units)).toMatchObject({
      measured: '89.0 %',
      isReached: true,
    });
    expect(coverageTarget('claim', 'clean', 0.9).judge(units).isReached).toBe(false);
  });
});
