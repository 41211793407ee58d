import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { fromParquet, rowUses, toParquet } from '../../layers/model/dataset/index.ts';
import type { LocalNetwork } from '../../layers/model/network/index.ts';
import { type LayersModelJson, toLayersModel } from '../../layers/model/network/index.ts';
import type { ModelJson } from '../../layers/model/predictor/index.ts';
import { smallNetwork } from '../../layers/model/weighing/testing.ts';
import type { TrainingRecord } from '../../layers/run/records/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { leaveModel, local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { aggregateRun } from './aggregate-run.ts';

const key = (file: string) => keys.model(pointer.study, pointer.run, file);
const now = () => new Date('2025-03-14T09:00:00Z');

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(() => startRun('inverse-error'));

async function startRun(mode: TrainingProblem['ensemble']['mode']): Promise<void> {
  ({ bucket, problem } = await preparedRun({ ensemble: { mode, quorum: 0.5 } }));
  for (const [at, { id }] of subdomains.entries())
    await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.5 });
}

/** Changes the training record of time-2; digests fit, as if the forger had written them too. */
async function claim(changes: object): Promise<void> {
  const record = (await bucket.getJson<TrainingRecord>(local('time-2', 'training.json')))!;
  await bucket.putJson(local('time-2', 'training.json'), { ...record, ...changes });
}

/** Changes the network of a local model, and every digest with it. */
async function poison(id: string, how: (network: LocalNetwork) => LocalNetwork): Promise<void> {
  const seed = subdomains.findIndex((one) => one.id === id) + 1;
  await replace(id, (model) => {
    const { weights } = toLayersModel(how(smallNetwork(problem, seed)), model.userDefinedMetadata);
    return { model, weights };
  });
}

async function replace(
  id: string,
  how: (model: LayersModelJson, weights: Uint8Array) => { model: unknown; weights: Uint8Array },
): Promise<void> {
  const before = (await bucket.getJson<LayersModelJson>(local(id, 'model.json')))!;
  const { model, weights } = how(before, (await bucket.getBytes(local(id, 'weights.bin')))!);
  const text = JSON.stringify(model);
  await bucket.put(local(id, 'model.json'), text);
  await bucket.put(local(id, 'weights.bin'), weights);
  const record = (await bucket.getJson<TrainingRecord>(local(id, 'training.json')))!;
  const digests = { 'model.json': sha256(text), 'weights.bin': sha256(weights) };
  await bucket.putJson(local(id, 'training.json'), { ...record, digests });
}

const withAngle = (factor: number) => (network: LocalNetwork) => ({
  ...network,
  last: {
    ...network.last,
    kernel: network.last.kernel.map((weight, at) => (at % 3 === 0 ? weight * factor : weight)),
  },
});

const withForceScales = (network: LocalNetwork, factor: number): LocalNetwork => ({
  ...network,
  outputs: network.outputs.map((output) =>
    output.activation === 'softplus' ? { ...output, scale: factor * output.scale } : output,
  ),
});

async function published() {
  await aggregateRun(pointer, { bucket, now });
  const model = (await bucket.getJson<ModelJson>(key('model.json')))!;
  const metrics = (await bucket.getJson<{ mode: string; warnings: string[] }>(key('metrics.json')))!;
  const contributions = (await bucket.getJson<
    { subdomain: string; error: number | null; dropped?: string }[]
  >(key('contributions.json')))!;
  const report = (await bucket.getText(key('report.html')))!;
  return { model, metrics, contributions: new Map(contributions.map((row) => [row.subdomain, row])), report };
}

const weightsOf = (model: ModelJson) => model.modes['inverse-error'];

describe('the error in a training record', () => {
  it.each([0, -1, 1e-300, 1e300, null, '0.5', undefined])(
    'of %j changes nothing: it is computed again, and the report says so',
    async (trainingError) => {
      const honest = await published();
      await claim({ trainingError, validationError: trainingError });
      const { model, contributions, report } = await published();
      expect(weightsOf(model)).toEqual(weightsOf(honest.model));
      expect(contributions.get('time-2')!.error).toBeGreaterThan(0.5);
      expect(report).toContain('The model of time-2 has a false record: its training recorded an error of');
    },
  );

  it('is kept to the bit if it agrees with the computed one', async () => {
    const { contributions } = await published();
    const found = contributions.get('time-2')!.error!;
    const rounded = found * (1 + 1e-6);
    await claim({ trainingError: rounded });
    const again = await published();
    expect(again.contributions.get('time-2')!.error).toBe(rounded);
    expect(again.report).not.toContain('The model of time-2 has a false record');
  });
});

describe('a local model', () => {
  it.each([
    [
      'with parameters of 1e30',
      () => poison('time-2', withAngle(1e30)),
      /a parameter of angle\/kernel is larger than 1000000000/,
    ],
    [
      'that predicts a million degrees',
      () => poison('time-2', withAngle(1e5)),
      /misses the rows that it was trained on by \d+/,
    ],
    [
      'with a force scale below 0',
      () => poison('time-2', (network) => withForceScales(network, -1)),
      /a force scale is not positive/,
    ],
    ['of another run', () => withMetadata({ run: 'r0' }), /^it is of the run r0$/],
    ['of another study', () => withMetadata({ study: 'other' }), /^it is of the study other$/],
    ['of another sub-domain', () => withMetadata({ subdomain: 'time-1' }), /^it is of the subdomain time-1$/],
    ['of another joint', () => withMetadata({ joint: 'wrist' }), /^it is of the joint wrist$/],
    [
      'of another sign',
      () => withMetadata({ anglePositive: 'flexion' }),
      /^it is of the anglePositive flexion$/,
    ],
    [
      'with inputs in another order',
      () => withMetadata({ inputs: ['a', 'b', 'c', 'd'] }),
      /^it has other inputs$/,
    ],
    [
      'without metadata',
      () => replace('time-2', ({ userDefinedMetadata: _, ...model }, weights) => ({ model, weights })),
      /userDefinedMetadata/,
    ],
    [
      'of another type of number',
      () =>
        replace('time-2', (model, weights) => ({
          model: JSON.parse(JSON.stringify(model).replaceAll('float32', 'int32')),
          weights,
        })),
      /weightsManifest\.0\.weights\.0\.dtype/,
    ],
    [
      'with a tensor twice',
      () =>
        replace('time-2', (model, weights) => {
          const [group] = model.weightsManifest;
          const first = group!.weights[0]!;
          const more = new Uint8Array(weights.length + 4 * first.shape.reduce((a, b) => a * b));
          more.set(weights);
          const doubled = { ...group!, weights: [...group!.weights, first] };
          return { model: { ...model, weightsManifest: [doubled] }, weights: more };
        }),
      /is listed twice/,
    ],
    [
      'whose record is of another sub-domain',
      () => claim({ subdomain: 'time-1' }),
      /training.json is of time-1/,
    ],
    ['whose record has text for a number', () => claim({ seconds: 'long' }), /training.json, seconds/],
    ['whose record has a training of 1e300 s', () => claim({ seconds: 1e300 }), /training.json, seconds/],
  ] as const)('%s is refused and reported, and the others are published', async (_, lie, reason) => {
    await lie();
    const { model, contributions, report } = await published();
    expect(model.localModels.map(({ id }) => id)).toEqual(['single', 'time-1', 'time-3']);
    expect(contributions.get('time-2')!.dropped).toMatch(reason);
    expect(report).toContain('The local model of time-2 is not part of the global model');
  });

  async function withMetadata(changes: object): Promise<void> {
    await replace('time-2', (model, weights) => ({
      model: { ...model, userDefinedMetadata: { ...(model.userDefinedMetadata as object), ...changes } },
      weights,
    }));
  }
});

/** Predicts as before for its training rows, and a thousand radians more for EMG that is far from them. */
const wildElsewhere = (network: LocalNetwork): LocalNetwork => {
  const [first] = network.hidden;
  const kernel = first!.kernel.map((weight, at) => (at % 4 === 0 ? (at === 0 ? 50 : 0) : weight));
  const bias = first!.bias.with(0, -200);
  const { last } = network;
  const wild = { ...last, kernel: last.kernel.with(0, 500), bias: last.bias.with(0, 500) };
  return { ...network, hidden: [{ ...first!, kernel, bias }], last: wild };
};

/** Moves the validation rows of every sub-domain to EMG that no training row has. */
async function validateElsewhere(): Promise<void> {
  for (const at of [1, 2, 3]) {
    const name = keys.prepared(pointer.study, pointer.run, `time-${at}.parquet`);
    const table = await fromParquet((await bucket.getBytes(name))!);
    const inputs = table.inputs.map((value, cell) =>
      table.use[Math.floor(cell / 4)] === rowUses.validation ? value + 5 : value,
    );
    await bucket.put(name, toParquet({ ...table, inputs }));
  }
}

describe('a mode that the manifest asks for', () => {
  it('is published without a warning if it is about as good as the controls', async () => {
    const { metrics, report } = await published();
    expect(metrics).toMatchObject({ mode: 'inverse-error', warnings: [] });
    expect(report).not.toContain('which is not published');
  });

  it.each(['inverse-error', 'gated', 'uniform'] as const)(
    'is not published if a local model makes %s far worse than single; this is the first warning',
    async (mode) => {
      await startRun(mode);
      await validateElsewhere();
      await poison('time-2', wildElsewhere);
      const { metrics, model, contributions, report } = await published();
      // Nothing else shows it: on its own rows the altered local model is as good as the others.
      expect(contributions.get('time-2')).not.toHaveProperty('dropped');
      expect(['single', 'stacked', 'blended']).toContain(metrics.mode);
      expect(model.mode).toBe(metrics.mode);
      expect(metrics.warnings).toHaveLength(1);
      expect(metrics.warnings[0]).toMatch(
        new RegExp(`^The manifest asks for the mode ${mode}, which is not published: .* errs by [\\d.e+]+`),
      );
      const warnings = report.slice(report.indexOf('id="warnings"'));
      expect(/<li>(.*?)<\/li>/.exec(warnings)![1]).toContain(`asks for the mode ${mode}`);
    },
  );

  it('fails the run with a fault if no mode is sound, and publishes nothing', async () => {
    await validateElsewhere();
    await bucket.deletePrefix(local('single', 'training.json'));
    for (const id of ['time-1', 'time-2', 'time-3']) await poison(id, wildElsewhere);
    await expect(aggregateRun(pointer, { bucket, now })).rejects.toMatchObject({
      faults: [{ code: 'NO_SOUND_MODE', found: expect.stringMatching(/inverse-error errs by \d/) }],
    });
    expect(await bucket.head(key('MANIFEST.sha256'))).toBeUndefined();
  });
});
