import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoredLabel } from '../../model/weighing/index.ts';
import { openMetrics } from './metrics-json.ts';

const score = {
  scope: 'all',
  name: 'all',
  unit: 'deg',
  rmse: 9.6,
  nrmse: 0.1,
  nrmseDivisor: 'range of the measured values',
  r: 0.9,
  r2: 0.8,
  n: 150,
} as const;

describe('metrics.json of a run', () => {
  it('of version 1 is converted: given names move from the name of the model to a list', () => {
    const metrics = openMetrics({
      mode: 'gated',
      validationErrors: { gated: 0.4 },
      validationErrorsUnnamed: { gated: 0.6 },
      coverage90: { named: { angle: 0.9 }, unnamed: { angle: 0.8 } },
      scores: [
        { ...score, model: 'gated' },
        { ...score, model: 'gated (unnamed)', rmse: 12.1 },
      ],
    });
    expect(metrics.scores).toEqual([
      { ...score, model: 'gated', given: ['subject', 'site', 'task'] },
      { ...score, model: 'gated', given: [], rmse: 12.1 },
    ]);
    expect(metrics.scores.map(scoredLabel)).toEqual(['gated', 'gated (no names)']);
    expect(metrics.validationErrors).toEqual([
      { mode: 'gated', given: ['subject', 'site', 'task'], error: 0.4 },
      { mode: 'gated', given: [], error: 0.6 },
    ]);
    expect(metrics).toMatchObject({ version: 3, mode: 'gated', warnings: [] });
    expect(metrics.coverage90).toEqual({ allNames: { angle: 0.9 }, noNames: { angle: 0.8 } });
    expect(metrics).not.toHaveProperty('validationErrorsUnnamed');
  });

  it('of version 2 is converted: the coverage is called by the given names, and nothing else changes', () => {
    const fixture = readFileSync(new URL('fixtures/metrics-version-2.json', import.meta.url), 'utf8');
    const { version, coverage90, ...others } = JSON.parse(fixture);
    expect(version).toBe(2);
    expect(openMetrics(JSON.parse(fixture))).toEqual({
      ...others,
      version: 3,
      coverage90: { allNames: coverage90.named, noNames: coverage90.unnamed },
    });
  });

  it('of version 2 without intervals has no coverage', () => {
    const metrics = { version: 2, mode: 'single', warnings: [], validationErrors: [], scores: [] };
    expect(openMetrics(metrics)).toStrictEqual({ ...metrics, version: 3 });
  });

  it('of version 3 is what it is', () => {
    const metrics = { version: 3, mode: 'single', warnings: [], validationErrors: [], scores: [] };
    expect(openMetrics(metrics)).toBe(metrics);
  });

  it.each([
    [{ version: 4 }, /version 4/],
    [null, /not an object/],
    ['text', /not an object/],
    [[], /not an object/],
  ])('that is %j is refused', (value, expected) => {
    expect(() => openMetrics(value)).toThrow(expected);
  });
});
