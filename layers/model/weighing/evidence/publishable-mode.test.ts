import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import type { Evidence } from './evidence.ts';
import type { FittedMode } from './judge-modes.ts';
import { publishableMode } from './publishable-mode.ts';

const problem = smallProblem();

/** Evidence with this many stretches of validation rows. */
function evidence(stretches: number): Evidence {
  const table = smallTable(
    problem,
    Array.from({ length: stretches }, (_, at) => ({ recording: at % 4, use: rowUses.validation, rows: 10 })),
  );
  const known = stretches === 0 ? undefined : { table, outputs: [] };
  return {
    problem,
    localModels: [],
    contexts: [],
    trainingShares: { subject: {}, site: {}, task: {} },
    known,
  };
}

/** Modes with these errors, with and without names. */
const fitted = (errors: Readonly<Record<string, number>>): FittedMode[] =>
  Object.entries(errors).map(([name, error]) => ({
    name,
    gate: new ConstantGate({ weights: [1] }),
    error,
    errorWithoutNames: error,
  }));
const choose = (errors: Readonly<Record<string, number>>, wanted = 'inverse-error', stretches = 4) =>
  publishableMode(fitted(errors), wanted, evidence(stretches));

describe('the mode that is published', () => {
  it('is the wanted one if it beats the mean, even if single is better', () => {
    const errors = { 'inverse-error': 0.79, uniform: 0.8, single: 0.26 };
    expect(choose(errors)).toEqual({ mode: 'inverse-error', warnings: [] });
  });

  it('is the wanted one up to 1.5 times the error of the better control, and else the best', () => {
    expect(choose({ 'inverse-error': 1.79, uniform: 2, single: 1.2 }).mode).toBe('inverse-error');
    expect(choose({ 'inverse-error': 1.81, uniform: 2, single: 1.2 }).mode).toBe('single');
    expect(choose({ 'inverse-error': 1.81, uniform: 1.2, single: 2 }).mode).toBe('uniform');
    expect(choose({ 'inverse-error': 1.51, uniform: 2, single: 0.2 }).mode).toBe('single');
    expect(choose({ 'inverse-error': 1.49, uniform: 2, single: 0.2 }).mode).toBe('inverse-error');
  });

  it('may be worse by more if few stretches judge it', () => {
    expect(choose({ 'inverse-error': 3.5, single: 1.2 }, 'inverse-error', 3).mode).toBe('inverse-error');
    expect(choose({ 'inverse-error': 3.7, single: 1.2 }, 'inverse-error', 3).mode).toBe('single');
  });

  it('never has an error above ten deviations, however bad the controls are', () => {
    expect(choose({ gated: 9.9, uniform: 1e7 }, 'gated').mode).toBe('gated');
    expect(choose({ gated: 9.9, uniform: 1e7 }, 'uniform').mode).toBe('gated');
    expect(() => choose({ gated: 10.1, uniform: 1e7 }, 'uniform')).toThrow('NO_SOUND_MODE');
    expect(() => choose({ gated: 10.1, uniform: 1e7 }, 'auto')).toThrow(
      /gated errs by 10.1, uniform errs by/,
    );
  });

  it('has errors that are numbers, with and without names', () => {
    expect(choose({ 'inverse-error': Number.NaN, single: 0.4 }).mode).toBe('single');
    expect(choose({ 'inverse-error': Number.POSITIVE_INFINITY, single: Number.NaN, gated: 1 }).mode).toBe(
      'gated',
    );
    const wild = fitted({ 'inverse-error': 0.4, single: 0.5 }).map((one) =>
      one.name === 'single' ? one : { ...one, errorWithoutNames: 1e6 },
    );
    expect(publishableMode(wild, 'inverse-error', evidence(4)).mode).toBe('single');
    expect(publishableMode(wild, 'auto', evidence(4))).toEqual({ mode: 'single', warnings: [] });
  });

  it('is taken on trust if no validation rows can judge it', () => {
    const errors = { 'inverse-error': Number.NaN, single: Number.NaN };
    expect(choose(errors, 'single', 0)).toEqual({ mode: 'single', warnings: [] });
    expect(choose(errors, 'auto', 0)).toEqual({ mode: 'inverse-error', warnings: [] });
  });
});
