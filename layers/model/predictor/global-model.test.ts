import { describe, expect, it } from 'vitest';
import { runNetwork } from '../network/index.ts';
import { modelJsonOf } from '../weighing/index.ts';
import { smallLocalModel, smallNetwork, smallProblem, smallTable } from '../weighing/testing.ts';
import { combine } from './combine.ts';
import { ConstantGate } from './gates/constant-gate.ts';
import type { Gate } from './gates/gate.ts';
import { openGate } from './gates/open-gate.ts';
import { runLearned } from './learned.ts';
import { loadGlobalModel, loadPublishedMode } from './load-global-model.ts';
import type { ContextFadeJson } from './model-file/context-fade-json.ts';
import type { EmgReferenceJson } from './model-file/emg-reference-json.ts';
import { digestOf } from './model-file/fixtures/model-files.testing.ts';
import type { GateJson } from './model-file/gate-json.ts';
import { predict } from './predict.ts';

const problem = smallProblem();
const seeds = [11, 12, 13];
const modes = { 'inverse-error': [0.5, 0.3, 0.2], uniform: [1 / 3, 1 / 3, 1 / 3] };

/** Both files, as they lie in the bucket. */
function written(
  changes: {
    modes?: Readonly<Record<string, Gate>>;
    mode?: string;
    emgReference?: EmgReferenceJson;
    contextFade?: ContextFadeJson;
  } = {},
): {
  json: Uint8Array;
  weights: Uint8Array;
} {
  const localModels = seeds.map((seed, at) =>
    smallLocalModel(problem, { id: `time-${at + 1}`, seed, error: 0.1 }),
  );
  const weights = Buffer.concat(localModels.map((localModel) => localModel.weights));
  const json = modelJsonOf(problem, {
    localModels: localModels.map(({ id, kind, label, weightsManifest, weights }) => ({
      id,
      kind,
      label,
      byteLength: weights.byteLength,
      sha256: digestOf(weights),
      parameters: weightsManifest[0]!.weights.map(({ name, shape }) => ({ name, shape })),
    })),
    modes: mapWeights(modes),
    mode: 'inverse-error',
    contexts: localModels.map(() => null),
    trainedSubjects: [],
    trainedSites: [],
    trainedTasks: [],
    intervals: {},
    ...changes,
  });
  return { json: new TextEncoder().encode(JSON.stringify(json)), weights };
}

function mapWeights(weights: Readonly<Record<string, readonly number[]>>): Record<string, Gate> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, weights]) => [name, new ConstantGate({ weights })]),
  );
}

const load = async (files: ReturnType<typeof written>) => (await loadGlobalModel(reading(files))).model;

function reading({ json, weights }: ReturnType<typeof written>) {
  return {
    read: async (name: string) => ({ 'model.json': json, 'weights.bin': weights })[name],
    readPart: async (_name: string, start: number, end: number) => weights.subarray(start, end),
  };
}

describe('a global model', () => {
  it('predicts, once loaded, to the bit what its local networks predicted before', async () => {
    const model = await load(written());
    const { inputs } = smallTable(problem, [{ recording: 0, rows: 40 }]);
    const loaded = model.localModels.map(({ learned }) => runLearned(learned, inputs));
    const trained = seeds.map((seed) => runNetwork(smallNetwork(problem, seed), inputs));
    expect(loaded).toEqual(trained);
    for (const constant of Object.values(modes)) {
      const weights = constant.map((weight) => new Float64Array(40).fill(weight));
      expect(combine(loaded, weights)).toEqual(combine(trained, weights));
    }
    expect(model.localModels.map(({ id, kind, label }) => [id, kind, label])).toEqual([
      ['time-1', 'local', 'label of time-1'],
      ['time-2', 'local', 'label of time-2'],
      ['time-3', 'local', 'label of time-3'],
    ]);
  });

  it('keeps its reference of EMG to the last digit', async () => {
    const reference = {
      groups: [{ subject: 'ana', task: 'walk', mean: [-1.234, 0, 0.1, 0.2, 0.3, -3.45] }],
      deviation: [0.2, 0.2, 0.2, 0.2, 0.2, 0.1],
      correlation: Array.from({ length: 15 }, (_, at) => at / 100),
      thresholds: { noNames: { centre: [1, 0, 0, 0], scale: [1, 1, 1, 1], most: 1.75 } },
    };
    expect((await load(written({ emgReference: reference }))).emgReference).toEqual(reference);
    expect(await load(written())).not.toHaveProperty('emgReference');
    for (const broken of [
      { ...reference, deviation: [0.2] },
      { ...reference, correlation: [] },
      { ...reference, deviation: [0.2, 0.2, 0.2, 0.2, 0.2, 0] },
      { ...reference, groups: [{ ...reference.groups[0]!, mean: [1] }] },
    ])
      await expect(load(written({ emgReference: broken }))).rejects.toThrow('emgReference');
  });

  it('keeps how the context fades out to the last digit', async () => {
    const group = { subject: 'ana', task: 'walk', mean: [1.234567891234, 0] };
    const fade = { mean: [0.1, 0.2], groups: [group], deviation: [0.3, 0.4], reach: 2, reachOfStrangers: 3 };
    expect((await load(written({ contextFade: fade }))).contextFade).toEqual(fade);
    expect(await load(written())).not.toHaveProperty('contextFade');
    for (const broken of [
      { ...fade, deviation: [0.3] },
      { ...fade, deviation: [0.3, 0] },
      { ...fade, mean: [0.1, 0.2, 0.3] },
      { ...fade, groups: [{ ...group, mean: [1] }] },
      { ...fade, groups: [] },
      { ...fade, reach: 0 },
    ])
      await expect(load(written({ contextFade: broken }))).rejects.toThrow('contextFade');
  });

  it('opens from bytes that start anywhere in memory', async () => {
    const { json, weights } = written();
    const shifted = Buffer.concat([Buffer.of(0), weights]).subarray(1);
    expect(await load({ json, weights: shifted })).toEqual(await load({ json, weights }));
  });

  it.each([
    ['cut short', (weights: Buffer) => weights.subarray(0, -4)],
    ['cut to nothing', (weights: Buffer) => weights.subarray(0, 0)],
    ['too long', (weights: Buffer) => Buffer.concat([weights, Buffer.alloc(4)])],
    [
      'not finite',
      (weights: Buffer) => {
        const damaged = Buffer.from(weights);
        damaged.writeFloatLE(Number.NaN, 8);
        return damaged;
      },
    ],
  ])('is refused if its weights are %s', async (_what, damage) => {
    const { json, weights } = written();
    await expect(load({ json, weights: damage(Buffer.from(weights)) })).rejects.toThrow(/weight/);
  });

  it('is refused if model.json is of another kind or version, or has no weights for its mode', async () => {
    const { json, weights } = written();
    const parsed = JSON.parse(new TextDecoder().decode(json)) as object;
    const open = (changes: object) =>
      load({ json: new TextEncoder().encode(JSON.stringify({ ...parsed, ...changes })), weights });
    await expect(open({ format: 'layers-model' })).rejects.toThrow(/MODEL_DAMAGED at model.json.* format: /);
    await expect(open({ version: 3 })).rejects.toThrow(/MODEL_DAMAGED at model.json.* version: /);
    await expect(open({ mode: 'single' })).rejects.toThrow('there are no weights for the mode single');
    await expect(open({})).resolves.toMatchObject({ mode: 'inverse-error' });
  });
});

describe('a global model loaded for its published mode alone', () => {
  const context: GateJson = {
    kind: 'context',
    temperature: 0.3,
    localModels: [null, { mean: [0.5, 0.5], deviation: [0.3, 0.3], error: 0.2 }, null],
  };
  const third: GateJson = { kind: 'constant', weights: [0, 0, 1] };
  const published: [string, GateJson, number[]][] = [
    ['the only one with weight', third, [2]],
    ['all of them', { kind: 'constant', weights: [0.2, 0.3, 0.5] }, [0, 1, 2]],
    ['those of a context gate', context, [1]],
    [
      'those of gates that are blended',
      { kind: 'blend', gates: [context, third], shares: [0.5, 0.5] },
      [1, 2],
    ],
    [
      'those that lead for a name',
      {
        kind: 'name',
        by: 'subject',
        leaders: { ana: [[0, 1]] },
        share: 0.5,
        within: 'gate',
        otherwise: third,
      },
      [0, 2],
    ],
  ];

  it.each(published)('reads %s, and predicts as the whole model does', async (_, gate, expected) => {
    const { json, weights } = written({ modes: { chosen: openGate(gate) }, mode: 'chosen' });
    const each = weights.length / 3;
    const read: number[] = [];
    const model = await loadPublishedMode({
      ...reading({ json, weights }),
      readPart: async (_name, start, end) => {
        for (let at = start; at < end; at += each) read.push(at / each);
        return weights.subarray(start, end);
      },
    });
    // Small gaps between two used local models are read too; all gaps here are small.
    const [first, last] = [expected[0]!, expected.at(-1)!];
    expect(read).toEqual(Array.from({ length: last - first + 1 }, (_, at) => first + at));
    for (const [place, localModel] of model.localModels.entries()) {
      const hasNetwork = () => localModel.learned;
      if (expected.includes(place)) expect(hasNetwork).not.toThrow();
      else expect(hasNetwork).toThrow(`the weights of ${localModel.id} were not loaded`);
    }
    const input = {
      sampleRateHz: 50,
      startS: 0,
      channels: [new Float64Array(200).fill(0.1)],
      subject: 'ana',
    };
    const whole = await load({ json, weights });
    expect(predict(model, input)).toEqual(predict(whole, input));
  });

  it('is refused if weights.bin ends within them', async () => {
    const { json, weights } = written();
    const cut = weights.subarray(0, -8);
    await expect(loadPublishedMode(reading({ json, weights: cut }))).rejects.toThrow(
      /MODEL_DAMAGED at weights.bin.* time-3: its bytes are not those that were trained/,
    );
  });
});
