import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { experiments } from './experiments.ts';
import type { ResultRow, UnitResult } from './result.ts';
import { runCase } from './run-case.ts';
import type { Scale } from './studies/study-source.ts';

/** The real recordings lie beside the project, never in it; without them these tests are skipped. */
const dataDir = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Two people, 12 s a recording, small networks: seconds instead of minutes. */
const small: Scale = {
  dataDir,
  simulation: { subjects: 2, secondsPerRecording: 12 },
  training: { hidden: [16], epochs: 15, lbfgsIterations: 15 },
  mostSubjects: 4,
};

function caseOf(experiment: string, name: string) {
  return experiments.find((one) => one.name === experiment)!.cases.find((one) => one.name === name)!;
}

function angleRmseDeg({ rows }: UnitResult, by: Partial<ResultRow>): number {
  const isIt = (row: ResultRow) =>
    Object.entries(by).every(([key, value]) => row[key as keyof ResultRow] === value);
  const found = rows.find((row) => row.scope === 'all' && isIt(row));
  if (!found) throw new Error(`no row ${JSON.stringify(by)}`);
  return found.rmse!;
}

describe('the simulated wrist, small', () => {
  it('scores every mode, control and baseline against the truth, and context pays', async () => {
    const { cuts, ...wrist } = caseOf('wrist', 'nonstationary');
    const unit = await runCase(
      { ...wrist, cuts: cuts.slice(0, 2), baselines: ['extreme learning machine'] },
      1,
      small,
    );
    const models = new Set(unit.rows.map(({ model }) => model));
    for (const model of ['inverse-error', 'gated', 'blended', 'uniform', 'single', 'published', 'ridge']) {
      expect(models).toContain(model);
    }
    const error = (model: string) => angleRmseDeg(unit, { model, arm: 'physics', cut: '8 by time' });
    expect(error('oracle, a model for each row')).toBeLessThan(error('oracle, a model for each recording'));
    expect(error('oracle, a model for each recording')).toBeLessThan(error('uniform'));
    expect(error('single')).toBeLessThan(angleRmseDeg(unit, { model: 'single', arm: 'no context' }));
    // The angles move with a deviation of about 25 degrees; guessing their mean must be far behind.
    expect(error('single')).toBeLessThan(18);
    expect(unit.rows.filter(({ scope, model }) => scope === 'muscle' && model === 'single')).not.toHaveLength(
      0,
    );
  });
});

describe.skipIf(!existsSync(join(dataDir, 'uci-lower-limb')))(
  'the real knee, small (skipped without its data)',
  () => {
    it('leaves every person out once, and a calibration is scored on what follows it', async () => {
      const one = caseOf('knee', 'subjects-out');
      const unit = await runCase({ ...one, arms: ['physics'], baselines: [] }, 1, small);
      const people = unit.rows.filter(({ scope, model }) => scope === 'subject' && model === 'single');
      expect(people.map(({ name }) => name)).toHaveLength(4);
      expect(unit.runs.map(({ fold }) => fold)).toEqual([0, 1, 2, 3]);
      const rows = (model: string) => unit.rows.find((row) => row.model === model && row.scope === 'all')!.n;
      expect(rows('published, calibrated')).toBe(rows('published, before calibration'));
      expect(rows('published, calibrated')).toBeLessThan(rows('published'));
    });
  },
);
