import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureCost } from './cost.ts';
import type { Case } from './experiment.ts';
import { experiments } from './experiments.ts';
import type { ResultRow, UnitResult } from './result.ts';
import { runCase } from './run-case.ts';
import type { Scale, StudySource } from './studies/study-source.ts';

/** The real recordings are beside the project, never in it; without them, these tests are skipped. */
const dataDir = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Two people, 12 s a recording, small networks: seconds instead of minutes. */
const small: Scale = {
  dataDir,
  simulation: { subjects: 2, secondsPerRecording: 12 },
  training: { hidden: [16], epochs: 40, lbfgsIterations: 15, folds: false },
  mostSubjects: 4,
};

function caseOf(experiment: string, name: string) {
  return experiments.find((one) => one.name === experiment)!.cases.find((one) => one.name === name)!;
}

/** The same with few inputs: what so little training can learn. */
function withFewInputs(one: Case): Case {
  const build: StudySource['build'] = (...how) => {
    const study = one.study.build(...how);
    const features = {
      lagsMs: [0, 40, 80, 140, 220, 320],
      contextS: 2,
      compression: 'none' as const,
      names: [],
    };
    return { ...study, manifest: { ...study.manifest, features } };
  };
  return { ...one, study: { ...one.study, build } };
}

function angleRmseDeg({ rows }: UnitResult, by: Partial<ResultRow>): number {
  const isIt = (row: ResultRow) =>
    Object.entries(by).every(([key, value]) => row[key as keyof ResultRow] === value);
  const found = rows.find((row) => row.scope === 'all' && isIt(row));
  if (!found) throw new Error(`no row ${JSON.stringify(by)}`);
  return found.rmse!;
}

describe('the simulated wrist, small', () => {
  it('scores every mode, control and baseline against the truth, with context and without', async () => {
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
    expect(error('single')).not.toBe(angleRmseDeg(unit, { model: 'single', arm: 'no context' }));
    // The angles move with a deviation of about 25 degrees; guessing their mean must be far behind.
    expect(error('single')).toBeLessThan(18);
    expect(unit.rows.filter(({ scope, model }) => scope === 'muscle' && model === 'single')).not.toHaveLength(
      0,
    );
  });
});

describe('the simulated wrist with something wrong, small', () => {
  let clean: UnitResult;
  beforeAll(async () => {
    clean = await runCase(
      { ...withFewInputs(caseOf('wrist-scenarios', 'clean')), arms: ['physics'] },
      1,
      small,
    );
  });

  it('suffers from a corrupted sub-domain, and less if errors weigh the models', async () => {
    const one = withFewInputs(caseOf('wrist-scenarios', 'corrupted-subdomain'));
    const corrupted = await runCase({ ...one, arms: ['physics'] }, 1, small);
    const rise = (model: string) => angleRmseDeg(corrupted, { model }) / angleRmseDeg(clean, { model });
    expect(rise('uniform')).toBeGreaterThan(1);
    expect(rise('uniform')).toBeGreaterThan(rise('inverse-error'));
  });

  it('learns less from few labels, and the residual changes what it learns', async () => {
    const one = withFewInputs(caseOf('wrist-scenarios', 'few-labels'));
    const few = await runCase(one, 1, small);
    const error = angleRmseDeg(few, { model: 'single', arm: 'physics' });
    expect(error).toBeGreaterThan(angleRmseDeg(clean, { model: 'single' }));
    expect(error).not.toBe(angleRmseDeg(few, { model: 'single', arm: 'no physics' }));
  });

  it('runs with names and compressed envelopes among the inputs, and scores every mode with and without names given', async () => {
    const one = caseOf('wrist-scenarios', 'corrupted-subdomain');
    const build: StudySource['build'] = (...how) => {
      const study = one.study.build(...how);
      const features = { names: ['subject' as const, 'task' as const], compression: 'log' as const };
      return { ...study, manifest: { ...study.manifest, features } };
    };
    const unit = await runCase(
      {
        ...one,
        study: { ...one.study, build },
        cuts: [{ by: 'task' }],
        arms: ['physics', 'no context'],
        baselines: ['extreme learning machine', 'random forest'],
      },
      1,
      { ...small, training: { ...small.training, inputNoise: 0.1 } },
    );
    const models = ['inverse-error', 'gated', 'blended', 'stacked', 'uniform', 'single', 'published'];
    for (const model of models) {
      const [told, untold] = [model, `${model} (unnamed)`].map((name) =>
        angleRmseDeg(unit, { model: name, arm: 'physics' }),
      );
      expect(told).not.toBe(untold);
    }
    for (const model of ['ridge', 'extreme learning machine', 'random forest']) {
      expect(angleRmseDeg(unit, { model })).toBeLessThan(40);
    }
  });

  it.each([
    ['new-subjects', 2],
    ['new-site', 1],
  ])('holds out what training has not seen: %s', async (name, sites) => {
    const four = { ...small, simulation: { subjects: 4, secondsPerRecording: 8 } };
    const one = caseOf('wrist-scenarios', name);
    const unit = await runCase({ ...one, cuts: one.cuts.slice(0, 1), arms: ['physics'] }, 1, four);
    const named = (scope: string) =>
      new Set(unit.rows.filter((row) => row.scope === scope).map((row) => row.name)).size;
    expect([named('subject'), named('site')]).toEqual([2, sites]);
  });
});

describe('what training costs, small', () => {
  it('gives every model the same number of passes over its rows, and measures their times and memory', async () => {
    const { costs } = await measureCost({ ...small, rounds: 1 });
    expect(costs.map(({ division }) => division)).toEqual([
      '`single`',
      '1 by time',
      '2 by time',
      '4 by time',
      '8 by time',
    ]);
    for (const { passes } of costs) expect(passes).toEqual([25]);
    for (const { longestS, serialS } of costs) {
      expect(longestS).toBeGreaterThan(0);
      expect(longestS).toBeLessThanOrEqual(serialS);
    }
    for (const { peakMb } of costs) expect(peakMb).toBeLessThan(512);
  });
});

describe.skipIf(!existsSync(join(dataDir, 'uci-lower-limb')))(
  'the real knee, small (skipped without its data)',
  () => {
    it('leaves every person out once, and a calibration is scored on the rows after it', async () => {
      const one = caseOf('knee', 'subjects-out');
      const unit = await runCase(
        { ...one, cuts: one.cuts.slice(0, 1), arms: ['physics'], baselines: [] },
        1,
        small,
      );
      const people = unit.rows.filter(({ scope, model }) => scope === 'subject' && model === 'single');
      expect(people.map(({ name }) => name)).toHaveLength(4);
      expect(unit.runs.map(({ fold }) => fold)).toEqual([0, 1, 2, 3]);
      const after = 'published, not calibrated, after 7.5 s';
      const rows = (model: string) => unit.rows.find((row) => row.model === model && row.scope === 'all')!.n;
      expect(rows('published, calibrated by 7.5 s')).toBe(rows(after));
      expect(rows('published, calibrated by 7.5 s')).toBeLessThan(rows('published'));
    });
  },
);

describe.skipIf(!existsSync(join(dataDir, 'ceinms-lower-limb')))(
  'the treadmill, small (skipped without its data)',
  () => {
    it('learns at one speed, is held out at the other, and beats the mean by far', async () => {
      for (const name of ['knee-from-walk36', 'knee-from-walk45']) {
        const one = withFewInputs(caseOf('treadmill', name));
        const unit = await runCase({ ...one, arms: ['physics'], baselines: [] }, 1, small);
        const row = unit.rows.find(({ scope, model }) => scope === 'all' && model === 'single')!;
        expect(
          unit.rows.filter(({ scope }) => scope === 'task').every((of) => of.name !== name.slice(-6)),
        ).toBe(true);
        expect(row.r).toBeGreaterThan(0.5);
        expect(row.nrmse).toBeLessThan(0.25);
      }
    });

    it('predicts the torque at both speeds if both are learned, and beats the mean by far', async () => {
      const one = withFewInputs(caseOf('treadmill', 'ankle-all-speeds'));
      const unit = await runCase({ ...one, arms: ['physics'] }, 1, small);
      const torques = unit.rows.filter(
        ({ scope, model }) => scope === 'torque of a task' && model === 'published',
      );
      expect(torques.map(({ name }) => name)).toEqual(['walk36', 'walk45']);
      for (const { nrmse, unit: ofTorque } of torques) {
        expect(ofTorque).toBe('N m');
        expect(nrmse).toBeLessThan(0.15);
      }
    });
  },
);
