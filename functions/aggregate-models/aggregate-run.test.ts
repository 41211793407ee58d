import { beforeEach, describe, expect, it } from 'vitest';
import { matrixColumn } from '../../layers/base/numbers/index.ts';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { fromParquet, rowsUsedFor, rowUses, toParquet } from '../../layers/model/dataset/index.ts';
import {
  allNames,
  type GivenKinds,
  isSameGiven,
  noNames,
  onlyGiven,
} from '../../layers/model/inputs/index.ts';
import { runNetwork } from '../../layers/model/network/index.ts';
import type { ModelJson } from '../../layers/model/predictor/index.ts';
import { loadGlobalModel, runLearned } from '../../layers/model/predictor/index.ts';
import type { IntervalCoverage } from '../../layers/model/weighing/index.ts';
import { isWithAllNames, type Score } from '../../layers/model/weighing/index.ts';
import { smallNetwork, smallTable } from '../../layers/model/weighing/testing.ts';
import type { PartitionRecord } from '../../layers/run/records/index.ts';
import { keys, modelFilesIn, openMetrics } from '../../layers/run/records/index.ts';
import { leaveModel, local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { aggregateRun } from './aggregate-run.ts';

const files = [
  'weights.bin',
  'model.json',
  'metrics.json',
  'contributions.json',
  'provenance.json',
  'report.html',
];
const errors = [0.1, 0.2, 0.3, 0.5];
const key = (file: string) => keys.model(pointer.study, pointer.run, file);
const now = () => new Date('2025-03-14T09:00:00Z');

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await preparedRun());
});

async function leaveAll(target: MemoryBucket, order: readonly number[] = [0, 1, 2, 3]): Promise<void> {
  for (const at of order) {
    await leaveModel(target, problem, { id: subdomains[at]!.id, seed: at + 1, error: errors[at]! });
  }
}
const withMode = async (mode: TrainingProblem['ensemble']['mode']) => {
  const changed = { ...problem, ensemble: { mode, quorum: 0.5 } };
  await bucket.putJson(keys.prepared(pointer.study, pointer.run, 'problem.json'), changed);
};
const readHeldOut = async () =>
  fromParquet((await bucket.getBytes(keys.prepared(pointer.study, pointer.run, 'held-out.parquet')))!);
/** e_k of the model of the sub-domain time-`at`, by its formula: RMSE over scaled outputs on its own training rows. */
async function ownError(at: number): Promise<number> {
  const bytes = await bucket.getBytes(keys.prepared(pointer.study, pointer.run, `time-${at}.parquet`));
  const table = await fromParquet(bytes!);
  const output = runNetwork(smallNetwork(problem, at + 1), table.inputs);
  const rows = [...rowsUsedFor(table, rowUses.train)];
  const mean = (squares: number[]) => squares.reduce((a, b) => a + b) / squares.length;
  const squares = problem.outputs.map(({ scale }, column) =>
    rows.map((row) => {
      const at = 3 * row + column;
      return ((output.values[at]! - table.labels[at]!) / scale.deviation) ** 2;
    }),
  );
  const [angle, ...forces] = squares;
  return Math.sqrt((mean(angle!) + mean(forces.flat())) / 2);
}
const metricsJson = async () => openMetrics(await bucket.getJson(key('metrics.json')));
const rmseOf = (scores: readonly Score[], mode: string, given: GivenKinds = allNames) =>
  scores.find((one) => one.scope === 'all' && one.model === mode && isSameGiven(one.given, given))?.rmse;
const modelJson = async () => (await bucket.getJson<ModelJson>(key('model.json')))!;

describe('aggregateRun', () => {
  it('writes the files of the model, and their digests last', async () => {
    await leaveAll(bucket);
    const answer = await aggregateRun(pointer, { bucket, now });
    expect(bucket.written.slice(-7)).toEqual([...files, 'MANIFEST.sha256'].map(key));
    const manifest = (await bucket.getText(key('MANIFEST.sha256')))!;
    const lines = await Promise.all(
      files.map(async (file) => `${sha256((await bucket.getBytes(key(file)))!)}  ${file}\n`),
    );
    expect(manifest).toBe(lines.join(''));
    expect(await bucket.head(keys.latest(pointer.study))).toBeUndefined();
    expect(answer).toMatchObject({ state: 'Aggregated', mode: (await modelJson()).mode });
    expect(answer.angleRmseDeg).toBeGreaterThan(0);
  });

  it('writes the same bytes again, in whatever order the local models arrived', async () => {
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    const digests = async (from: MemoryBucket) =>
      Promise.all(files.map(async (file) => [file, sha256((await from.getBytes(key(file)))!)]));
    const first = await digests(bucket);
    await aggregateRun(pointer, { bucket, now });
    expect(await digests(bucket)).toEqual(first);

    const { bucket: other } = await preparedRun();
    await leaveAll(other, [2, 0, 3, 1]);
    await aggregateRun(pointer, { bucket: other, now });
    expect(await digests(other)).toEqual(first);
  });

  it('puts every local model into the global one, to the bit', async () => {
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    const { model } = await loadGlobalModel(modelFilesIn(bucket, pointer.study, pointer.run));
    const inputs = Float32Array.from({ length: 4 * 20 }, (_, at) => Math.sin(at));
    expect(model.localModels.map(({ learned }) => runLearned(learned, inputs))).toEqual(
      [1, 2, 3, 4].map((seed) => runNetwork(smallNetwork(problem, seed), inputs)),
    );
    const raw = await Promise.all([1, 2, 3].map(async (at) => 1 / (await ownError(at))));
    const total = raw.reduce((a, b) => a + b);
    const constant = (weights: number[]) => ({ kind: 'constant', weights });
    expect(Object.keys(model.modes)).toEqual([
      'inverse-error',
      'gated',
      'blended',
      'stacked',
      'uniform',
      'single',
    ]);
    expect((await modelJson()).modes).toMatchObject({
      'inverse-error': constant([0, ...raw.map((weight) => expect.closeTo(weight / total, 6))]),
      uniform: constant([0, 1 / 3, 1 / 3, 1 / 3]),
      single: constant([1, 0, 0, 0]),
    });
    expect(model.emgScales).toEqual(problem.emgScales);
  });

  it('says how many of the held-out rows are scored, if they were thinned', async () => {
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    expect(await bucket.getJson(key('metrics.json'))).not.toHaveProperty('heldOutRows');
    expect(await bucket.getText(key('report.html'))).not.toContain('held-out rows 150 are scored');

    const partitionKey = keys.prepared(pointer.study, pointer.run, 'partition.json');
    const partition = (await bucket.getJson<PartitionRecord>(partitionKey))!;
    const counts = { ...partition.counts, heldOutRows: 1_234_567 };
    await bucket.putJson(partitionKey, { ...partition, counts });
    await aggregateRun(pointer, { bucket, now });
    const heldOutRows = { inAll: 1_234_567, scored: 150 };
    expect(await bucket.getJson(key('metrics.json'))).toMatchObject({ heldOutRows });
    expect(await bucket.getText(key('report.html'))).toContain('Of 1,234,567 held-out rows 150 are scored');
  });

  it('publishes the mode with the least error on validation rows', async () => {
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    const { mode, validationErrors } = await metricsJson();
    const withNames = validationErrors.filter(({ given }) => given.length > 0);
    expect(withNames.map((one) => one.mode)).toEqual(Object.keys((await modelJson()).modes));
    const errors = withNames.map(({ error }) => error!);
    // Of modes as good as the best within 3 %, the one that needs no names.
    const published = withNames.find((one) => one.mode === mode)!.error;
    expect(published).toBeLessThanOrEqual(1.03 * Math.min(...errors));
    expect(new Set(errors).size).toBeGreaterThan(3);
  });

  it.each(['inverse-error', 'gated', 'blended', 'stacked', 'uniform', 'single'] as const)(
    'publishes the mode %s if the manifest asks for it',
    async (mode) => {
      await withMode(mode);
      await leaveAll(bucket);
      expect((await aggregateRun(pointer, { bucket, now })).mode).toBe(mode);
      expect((await modelJson()).mode).toBe(mode);
    },
  );

  it('does without the single model, unless the manifest asks for it', async () => {
    await leaveAll(bucket, [1, 2, 3]);
    await aggregateRun(pointer, { bucket, now });
    expect(Object.keys((await modelJson()).modes)).toEqual(['inverse-error', 'gated', 'stacked', 'uniform']);
    await withMode('single');
    await expect(aggregateRun(pointer, { bucket, now })).rejects.toThrow('the mode single is not possible');
  });

  it('scores every mode and the linear control on held-out rows, in degrees', async () => {
    await leaveAll(bucket);
    const answer = await aggregateRun(pointer, { bucket, now });
    const { scores } = await metricsJson();
    const all = scores.filter(({ scope }) => scope === 'all');
    expect(all.filter(isWithAllNames).map(({ model, n }) => [model, n])).toEqual(
      [...Object.keys((await modelJson()).modes), 'ridge'].map((model) => [model, 150]),
    );
    expect(answer.angleRmseDeg).toBe(rmseOf(scores, answer.mode));
  });

  it('scores a mode that uses names once with them and once without', async () => {
    ({ bucket, problem } = await preparedRun({ subdomains: { by: 'subject', count: 8 } }));
    await leaveAll(bucket);
    // Without validation rows the names that the study was cut by lead, however little these networks know.
    for (const [at, recording] of [0, 1, 2].entries()) {
      const name = keys.prepared(pointer.study, pointer.run, `time-${at + 1}.parquet`);
      await bucket.put(name, toParquet(smallTable(problem, [{ recording, rows: 240 }])));
    }
    await withMode('gated');
    await aggregateRun(pointer, { bucket, now });
    expect((await modelJson()).modes.gated).toMatchObject({ kind: 'name' });
    const { scores } = await metricsJson();
    expect(rmseOf(scores, 'gated')).toBeGreaterThan(0);
    expect(rmseOf(scores, 'gated', noNames)).not.toBe(rmseOf(scores, 'gated'));
    expect(rmseOf(scores, 'inverse-error', noNames)).toBeUndefined();
    expect(await bucket.getText(key('report.html'))).toContain('gated (no names)');
  });

  it('scores every mode without names too if the networks have inputs for names', async () => {
    const { features } = problem;
    ({ bucket, problem } = await preparedRun({ features: { ...features, names: ['subject'] } }));
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    const { scores, validationErrors } = await metricsJson();
    const errorsOf = (mode: string) => validationErrors.filter((one) => one.mode === mode);
    for (const mode of ['inverse-error', 'uniform', 'single']) {
      expect(rmseOf(scores, mode, noNames)).toBeGreaterThan(0);
      expect(rmseOf(scores, mode, noNames)).not.toBe(rmseOf(scores, mode));
      expect(new Set(errorsOf(mode).map(({ error }) => error)).size).toBe(2);
    }
    const { intervals } = await modelJson();
    expect(intervals.single!.noNames).not.toEqual(intervals.single!.allNames);
    expect(intervals.single!.subjectOnly).toBeUndefined();

    const table = await readHeldOut();
    const { model } = await loadGlobalModel(modelFilesIn(bucket, pointer.study, pointer.run));
    const single = model.localModels.find(({ kind }) => kind === 'single')!.learned;
    const error = (inputs: Float32Array) => {
      const angleRad = matrixColumn(runLearned(single, inputs).values, 3, 0);
      const squares = angleRad.map((angle, row) => (angle - table.labels[row * 3]!) ** 2);
      return (180 / Math.PI) * Math.sqrt(squares.reduce((a, b) => a + b) / table.rows);
    };
    expect(rmseOf(scores, 'single')).toBeCloseTo(error(table.inputs), 3);
    const withoutNames = onlyGiven(table.inputs, table.inputNames, noNames);
    expect(rmseOf(scores, 'single', noNames)).toBeCloseTo(error(withoutNames), 3);
  });

  it('gives 90 % intervals and their coverage of held-out labels', async () => {
    await leaveAll(bucket);
    const { mode } = await aggregateRun(pointer, { bucket, now });
    const { intervals, contexts } = await modelJson();
    expect(intervals[mode]!.allNames.angles[0]!.factor).toBeGreaterThan(0);
    expect(contexts.map((context) => context?.mean.length)).toEqual([undefined, 2, 2, 2]);
    const { coverage90 } = (await bucket.getJson<{
      coverage90: Record<'allNames' | 'noNames', IntervalCoverage>;
    }>(key('metrics.json')))!;
    for (const { angle, forces, allForces, forceHalfWidthsN } of [coverage90.allNames, coverage90.noNames]) {
      expect(Object.keys(forces)).toEqual(['rect_fem_r', 'bifemlh_r']);
      const { rect_fem_r, bifemlh_r } = forceHalfWidthsN;
      expect(rect_fem_r!.largest).toBeLessThanOrEqual(1000);
      expect(bifemlh_r!.largest).toBeLessThanOrEqual(900);
      // Every muscle has as many labels.
      expect(allForces).toBeCloseTo((forces.rect_fem_r! + forces.bifemlh_r!) / 2, 12);
      for (const share of [angle, ...Object.values(forces)]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  });

  it('reports a model that is missing, with its reason, in the contributions and in the report', async () => {
    await leaveAll(bucket, [0, 1, 2]);
    await bucket.putJson(local('time-3', 'lost.json'), {
      error: 'Error',
      cause: 'training diverged 5 times',
    });
    await withMode('auto');
    await aggregateRun(pointer, { bucket, now });
    const rows = (await bucket.getJson<{ subdomain: string; weight: number; dropped?: string }[]>(
      key('contributions.json'),
    ))!;
    expect(rows.map(({ subdomain, dropped }) => [subdomain, dropped])).toEqual([
      ['single', undefined],
      ['time-1', undefined],
      ['time-2', undefined],
      ['time-3', 'its training failed: Error training diverged 5 times'],
    ]);
    expect(rows.map(({ weight }) => weight).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(rows[3]!.weight).toBe(0);
    expect(await bucket.getText(key('report.html'))).toContain('training diverged 5 times');
  });

  it('lists the sites and tasks with training rows, and scores one that was held out whole without listing it', async () => {
    await leaveAll(bucket, [0, 1, 2]);
    await withMode('auto');
    await aggregateRun(pointer, { bucket, now });
    const { trainedSites, trainedTasks } = await modelJson();
    // Only the lost sub-domain has rows of lyon; the single model has learned from them.
    expect([trainedSites, trainedTasks]).toEqual([
      ['bogota', 'lyon'],
      ['sit', 'walk'],
    ]);
    const { scores } = (await bucket.getJson<{ scores: { scope: string; name: string }[] }>(
      key('metrics.json'),
    ))!;
    expect(scores.filter(({ scope }) => scope === 'task').map(({ name }) => name)).toContain('rise');
  });

  it('records everything that is needed to run it again', async () => {
    await leaveAll(bucket);
    await aggregateRun(pointer, { bucket, now });
    expect(await bucket.getJson(key('provenance.json'))).toMatchObject({
      study: 'small',
      run: 'r1',
      createdAt: '2025-03-14T09:00:00.000Z',
      software: { node: process.version, engines: ['tensor (wasm)'] },
      seeds: { single: 1, 'time-1': 2, 'time-2': 3, 'time-3': 4 },
      settings: { training: problem.training, features: problem.features },
      inputs: { 'study.json': sha256('study') },
    });
  });

  it('writes nothing if the quorum is missed or prepare-study did not finish', async () => {
    await leaveAll(bucket, [0, 1]);
    await expect(aggregateRun(pointer, { bucket, now })).rejects.toMatchObject({ name: 'QuorumMissed' });
    await expect(aggregateRun({ ...pointer, run: 'r2' }, { bucket, now })).rejects.toThrow(
      'prepared/problem.json is damaged: found nothing',
    );
    expect(await bucket.list('models/')).toEqual([]);
  });
});
