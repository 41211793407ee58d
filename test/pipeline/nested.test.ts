import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGlobalModel, type ModelJson } from '../../layers/model/predictor/index.ts';
import type { PartitionRecord, RunState } from '../../layers/run/records/index.ts';
import { keys, modelFilesIn } from '../../layers/run/records/index.ts';
import { type WorldUnderTest, worldUnderTest } from '../local-world.testing.ts';
import { smallStudy } from '../small-study.testing.ts';

const study = 'wrist-nested';
const files = smallStudy(study, {
  training: { epochs: 6, lbfgsIterations: 3, hidden: [16], seeds: 2, forests: true },
  ensemble: { mode: 'nested' },
});
let under: WorldUnderTest;
let run: RunState;
beforeAll(async () => {
  under = await worldUnderTest();
  await under.upload(study, files);
  run = await under.ended(study);
}, 120_000);
afterAll(() => under.close());

const json = async () =>
  (await under.bucket.getJson<ModelJson>(keys.model(study, run.run, 'model.json'))) as ModelJson;

describe('a study with networks of several seeds and forests', () => {
  it('is published with a local model of each sub-domain, in the order of the partition', async () => {
    expect(run).toMatchObject({ state: 'Published', study });
    const { subdomains } = (await under.bucket.getJson<PartitionRecord>(
      keys.prepared(study, run.run, 'partition.json'),
    ))!;
    const { localModels, mode } = await json();
    expect(mode).toBe('nested');
    expect(localModels.map(({ id, kind, learner = 'network' }) => [id, kind, learner])).toEqual(
      subdomains.map(({ id, kind, learner = 'network' }) => [id, kind, learner]),
    );
    const count = (learner: string) =>
      subdomains.filter((one) => (one.learner ?? 'network') === learner).length;
    // Everything, two subjects twice; forests of two subjects in two tasks, and of everything.
    expect([count('network'), count('forest')]).toEqual([5, 4 + 2 + 2 + 1]);
    const { model } = await loadGlobalModel(modelFilesIn(under.bucket, study, run.run));
    expect(model.localModels.map(({ learned }) => 'roots' in learned)).toEqual(
      localModels.map(({ learner }) => learner === 'forest'),
    );
  });

  it('weighs families by the names that are given', async () => {
    const { modes } = await json();
    expect(modes.nested).toMatchObject({
      kind: 'nested',
      families: [
        { name: 'network of everything' },
        { name: 'networks by subject' },
        { name: 'networks by subject, names given' },
        { name: 'forests by subject and task' },
        { name: 'forests by task' },
        { name: 'forests by subject' },
        { name: 'forest of everything' },
      ],
      shares: [{ given: [] }, { given: ['subject'] }, { given: ['task'] }, { given: ['subject', 'task'] }],
    });
    const { nested } = modes;
    if (nested?.kind !== 'nested') throw new Error('the mode nested is no nested gate');
    expect(nested.shares[0]!.shares.slice(2, 6)).toEqual([0, 0, 0, 0]);
  });

  it('is scored by nested and by forests alone beside the published method', async () => {
    const metrics = await under.bucket.getJson<{ scores: { model: string; scope: string; rmse: number }[] }>(
      keys.model(study, run.run, 'metrics.json'),
    );
    const overall = metrics!.scores.filter(({ scope }) => scope === 'all');
    for (const name of ['inverse-error', 'nested', 'forest', 'ridge']) {
      const own = overall.filter(({ model }) => model === name);
      expect(own.length).toBeGreaterThan(0);
      for (const { rmse } of own) expect(rmse).toBeLessThan(40);
    }
  });

  it('keeps no subject in a key or in a line of the log', async () => {
    const written = (await under.bucket.list('')).map(({ key }) => key);
    const keysOfRun = written.filter((key) => !key.startsWith('studies/'));
    for (const text of [...keysOfRun, ...under.log]) expect(text).not.toMatch(/s0[12]/);
  });

  it('predicts over HTTP, with the subject and without', async () => {
    const emg = files.get([...files.keys()].find((name) => name.endsWith('_emg.csv'))!)!;
    const ask = async (query: string) => {
      const answer = await fetch(`${under.world.apiUrl}/v1/models/${study}/predictions${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', authorization: `Bearer ${under.world.apiToken}` },
        body: emg,
      });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { angleRad: number[] }).angleRad;
    };
    const [named, unnamed] = [await ask('?subject=s01'), await ask('')];
    expect(named).toHaveLength(unnamed.length);
    expect(named).not.toEqual(unnamed);
    for (const angleRad of [named, unnamed]) {
      expect(angleRad.every(Number.isFinite)).toBe(true);
      expect(Math.max(...angleRad) - Math.min(...angleRad)).toBeGreaterThan(0.05);
    }
  });
});
