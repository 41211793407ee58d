import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { loadGlobalModel } from '../../layers/model/predictor/index.ts';
import type { Score } from '../../layers/model/weighing/index.ts';
import type { LatestRecord, RunState } from '../../layers/run/records/index.ts';
import { keys, modelFilesIn } from '../../layers/run/records/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

const study = 'wrist-two-sites';
const files = smallStudy(study);
let under: WorldUnderTest;
let run: RunState;
beforeAll(async () => {
  under = await worldUnderTest();
  await under.upload(study, files);
  run = await under.ended(study);
}, 120_000);
afterAll(() => under.close());

describe('an uploaded study', () => {
  it('ends as a published model', () => {
    expect(run).toMatchObject({ state: 'Published', study });
  });

  it('has a model whose every file fits its digest, and a pointer to it', async () => {
    const latest = await under.bucket.getJson<LatestRecord>(keys.latest(study));
    const digests = await under.bucket.getText(keys.model(study, run.run, 'MANIFEST.sha256'));
    expect(latest).toMatchObject({ run: run.run, manifestDigest: sha256(digests!) });
    const names = digests!
      .trim()
      .split('\n')
      .map((line) => line.split('  ')[1]!);
    expect(names.sort()).toEqual([
      'contributions.json',
      'metrics.json',
      'model.json',
      'provenance.json',
      'report.html',
      'weights.bin',
    ]);
    for (const line of digests!.trim().split('\n')) {
      const [digest, name] = line.split('  ') as [string, string];
      expect(sha256((await under.bucket.getBytes(keys.model(study, run.run, name)))!), name).toBe(digest);
    }
  });

  it('is scored on held-out recordings by every mode and by ridge regression', async () => {
    const { scores } = (await metrics()) as { scores: Score[] };
    const overall = scores.filter(({ scope }) => scope === 'all');
    const models = new Set(overall.map(({ model }) => model));
    for (const mode of ['inverse-error', 'gated', 'uniform', 'single', 'ridge']) {
      expect(models).toContain(mode);
    }
    for (const { rmse, n } of overall) {
      expect(n).toBeGreaterThan(100);
      // The movements span 50 degrees and more; six passes over a minute of data must learn something of them.
      expect(rmse).toBeGreaterThan(0.5);
      expect(rmse).toBeLessThan(40);
    }
  });

  it('keeps no subject in a key, in the name of a run or in a line of the log', async () => {
    const written = (await under.bucket.list(''))
      .map(({ key }) => key)
      .filter((key) => !key.startsWith('studies/'));
    for (const text of [...written, run.run, ...under.log]) expect(text).not.toMatch(/s0[12]/);
    expect(under.log.length).toBeGreaterThan(5);
  });

  it('predicts over HTTP what the downloaded model predicts', async () => {
    const [file] = [...files.keys()].filter((name) => name.endsWith('_emg.csv'));
    const answer = await fetch(`${under.world.apiUrl}/v1/models/${study}/predictions`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${under.world.apiToken}` },
      body: files.get(file!)!,
    });
    const body = (await answer.json()) as {
      timeS: number[];
      angleRad: number[];
      forcesN: Record<string, number[]>;
    };
    expect(answer.status, JSON.stringify(body).slice(0, 500)).toBe(200);
    const model = await openModel();
    expect(body.timeS).toHaveLength(body.angleRad.length);
    expect(body.timeS[1]! - body.timeS[0]!).toBeCloseTo(1 / model.signals.rateHz, 9);
    expect(Object.keys(body.forcesN)).toEqual(model.muscles);
    for (const forces of Object.values(body.forcesN)) expect(Math.min(...forces)).toBeGreaterThanOrEqual(0);
    const rangeRad = Math.max(...body.angleRad) - Math.min(...body.angleRad);
    expect(rangeRad).toBeGreaterThan(0.05);
  });

  it('starts no second run when the same objects are uploaded again', async () => {
    await under.upload(study, files);
    // The event of the manifest is handled when start-run has logged a second answer.
    await expect
      .poll(() => under.log.filter((line) => line.includes('AlreadyStarted')).length, { timeout: 20_000 })
      .toBe(1);
    expect(await under.runsOf(study)).toHaveLength(1);
  });
});

async function metrics(): Promise<unknown> {
  return under.bucket.getJson(keys.model(study, run.run, 'metrics.json'));
}

async function openModel(): Promise<GlobalModel> {
  return (await loadGlobalModel(modelFilesIn(under.bucket, study, run.run))).model;
}
