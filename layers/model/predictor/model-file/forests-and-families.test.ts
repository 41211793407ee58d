import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../base/faults/index.ts';
import { forestBytes, growForest } from '../../forest/index.ts';
import { loadGlobalModel, loadPublishedMode } from '../load-global-model.ts';
import { predict } from '../predict.ts';
import { modelFaults } from './check-model.ts';
import {
  damage,
  digestOf,
  type FilesInMemory,
  fileOf,
  modelFiles,
  rewritten,
} from './fixtures/model-files.testing.ts';
import type { ModelJson } from './model-json.ts';

const whole = modelFiles('version-2-nested');
const text = new TextDecoder().decode(fileOf(whole, 'model.json'));
// biome-ignore lint/suspicious/noExplicitAny: damage has no type
type Loose = Record<string, any>;
const faultsAfter = (change: (json: Loose) => void) => {
  const json = JSON.parse(text) as Loose;
  change(json);
  return modelFaults(json).join('; ');
};
const forestIn = ({ localModels }: Loose) => localModels.find((one: Loose) => one.learner === 'forest');
const nestedIn = ({ modes }: Loose) => modes.nested;

describe('a model.json with forests and nested families', () => {
  it('has no faults as it is published', () => {
    expect(faultsAfter(() => {})).toBe('');
  });

  it('has networks without the word learner, and may have it', () => {
    const learners = (JSON.parse(text) as ModelJson).localModels.map(({ learner }) => learner);
    expect(new Set(learners)).toEqual(new Set([undefined, 'forest']));
    expect(faultsAfter(({ localModels }) => (localModels[0].learner = 'network'))).toBe('');
  });

  it.each<[string, (json: Loose) => void, RegExp]>([
    ['a learner of an unknown kind', (j) => (forestIn(j).learner = 'boost'), /^localModels\.5\.learner: /],
    ['a kind of local model that is none', (j) => (forestIn(j).kind = 'spare'), /^localModels\.5\.kind: /],
    [
      'a forest with the parameters of a network',
      (j) => (forestIn(j).parameters = j.localModels[0].parameters),
      /is a forest and has parameters of a network/,
    ],
    [
      'a forest that is called a network',
      (j) => delete forestIn(j).learner,
      /has \d+ bytes, its parameters take 0/,
    ],
    [
      'a family without local models',
      (j) => (nestedIn(j).families[0].localModels = []),
      /^modes\.nested\.families\.0\.localModels: /,
    ],
    ['a family without a name', (j) => (nestedIn(j).families[0].name = ''), /families\.0\.name: /],
    ['no families', (j) => (nestedIn(j).families = []), /^modes\.nested\.families: /],
    [
      'a name of an unknown kind',
      (j) => (nestedIn(j).families[0].localModels[0].names.speed = 'fast'),
      /families\.0\.localModels\.0\.names: .*speed/,
    ],
    [
      'a local model that is not there',
      (j) => (nestedIn(j).families[0].localModels[0].place = 14),
      /modes\.nested: the family network of everything names a local model that is not there/,
    ],
    [
      'a local model twice in a family',
      (j) => (nestedIn(j).families[1].localModels[1].place = nestedIn(j).families[1].localModels[0].place),
      /the family networks by task names a local model twice/,
    ],
    [
      'no shares for rows without names',
      (j) => nestedIn(j).shares.shift(),
      /modes\.nested: no shares for rows without names/,
    ],
    ['no shares', (j) => (nestedIn(j).shares = []), /^modes\.nested\.shares: /],
    [
      'a share too few',
      (j) => nestedIn(j).shares[3].shares.pop(),
      /6 shares given subject and task for 7 families/,
    ],
    [
      'shares that do not sum to 1',
      (j) => (nestedIn(j).shares[0].shares[0] = 0.9),
      /the shares given no names do not sum to 1/,
    ],
    ['a negative share', (j) => (nestedIn(j).shares[0].shares[0] = -0.1), /shares\.0\.shares\.0: /],
    ['a share above 1', (j) => (nestedIn(j).shares[0].shares[0] = 1.1), /shares\.0\.shares\.0: /],
    ['shares of an unknown kind', (j) => nestedIn(j).shares[1].given.push('age'), /shares\.1\.given\.1: /],
    [
      'two shares for the same kinds of names',
      (j) => nestedIn(j).shares.push({ ...nestedIn(j).shares[3], given: ['task', 'subject'] }),
      /shares are listed twice for the same kinds of names/,
    ],
    [
      'a kind of names twice',
      (j) => nestedIn(j).shares[1].given.push('subject'),
      /shares list a kind of names twice/,
    ],
    [
      'an inner gate that contradicts the model',
      (j) => nestedIn(j).within.localModels.pop(),
      /modes\.nested: 13 contexts for 14 localModels/,
    ],
    ['a field of a gate of another kind', (j) => (nestedIn(j).share = 0.5), /^modes\.nested: .*share/],
  ])('with %s is refused, and the fault names the place', (_, change, expected) => {
    expect(faultsAfter(change)).toMatch(expected);
  });
});

const emg = {
  sampleRateHz: 100,
  startS: 0,
  channels: [0, 1].map((channel) =>
    Float64Array.from({ length: 300 }, (_, at) => 0.05 * (1 + Math.sin(at / (7 + channel)))),
  ),
};
const all = { subject: 's01', site: 'site1', task: 'walk' };

/** The model with other bytes of one local model, as if it had been published so: all digests fit. */
function published(place: number, bytes: Uint8Array): FilesInMemory {
  const weights = fileOf(whole, 'weights.bin');
  const { byteOffset, byteLength } = (JSON.parse(text) as ModelJson).localModels[place]!;
  const changed = Buffer.concat([
    weights.subarray(0, byteOffset),
    bytes,
    weights.subarray(byteOffset + byteLength),
  ]);
  const files = damage(whole, 'weights.bin', () => Uint8Array.from(changed));
  const listed = damage(files, 'MANIFEST.sha256', (list) =>
    new TextEncoder().encode(
      new TextDecoder().decode(list).replace(/[0-9a-f]{64}(?= {2}weights)/, digestOf(changed)),
    ),
  );
  return rewritten(listed, (value) => {
    let end = 0;
    const localModels = (value as ModelJson).localModels.map((one, at) => {
      const own = at === place ? { byteLength: bytes.length, sha256: digestOf(bytes) } : {};
      const moved = { ...one, ...own, byteOffset: end };
      end += moved.byteLength;
      return moved;
    });
    return { ...(value as ModelJson), localModels };
  });
}
const bytesOf = (place: number) => {
  const { byteOffset, byteLength } = (JSON.parse(text) as ModelJson).localModels[place]!;
  return fileOf(whole, 'weights.bin').slice(byteOffset, byteOffset + byteLength);
};
/** The forest of everything, the last local model. */
const last = 13;
const refusal = async (files: FilesInMemory) =>
  loadPublishedMode(files).then(
    () => undefined,
    (error: FaultError) => `${error.faults[0]!.code}: ${error.faults[0]!.found}`,
  );

describe('a forest in weights.bin', () => {
  it('is read with its model', async () => {
    const same = published(last, bytesOf(last));
    const before = predict(await loadPublishedMode(whole), { ...emg, ...all });
    expect(predict(await loadPublishedMode(same), { ...emg, ...all })).toEqual(before);
  });

  it('is refused if it was cut off, or if it is no forest', async () => {
    expect(await refusal(published(last, bytesOf(last).subarray(0, 700)))).toMatch(
      /MODEL_DAMAGED: everything-forest: the forest has 700 bytes, not 1376/,
    );
    expect(await refusal(published(last, bytesOf(0)))).toMatch(
      /MODEL_DAMAGED: everything-forest: these are not the bytes of a forest/,
    );
  });

  it('is refused if its inputs or outputs are not those of the model', async () => {
    const { inputNames, muscles } = JSON.parse(text) as ModelJson;
    const outputs = 1 + muscles.length;
    const grown = (width: number, outputs: number) => {
      const random = (length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at));
      const rows = { inputs: random(20 * width), width, labels: random(20 * outputs), outputs };
      return forestBytes(growForest(rows, { trees: 2, leaf: 2, seed: 1 }));
    };
    expect(await refusal(published(last, grown(inputNames.length, outputs)))).toBeUndefined();
    expect(await refusal(published(last, grown(inputNames.length - 1, outputs)))).toMatch(
      /everything-forest has 11 inputs and 6 outputs, the model has 12 and 6/,
    );
    expect(await refusal(published(last, grown(inputNames.length, 2)))).toMatch(
      /has 12 inputs and 2 outputs, the model has 12 and 6/,
    );
  });

  it('is refused as damage, or predicts finite numbers, whatever byte of it is another', async () => {
    const forest = bytesOf(last);
    await fc.assert(
      fc.asyncProperty(fc.nat(forest.length - 1), fc.nat(255), async (at, byte) => {
        try {
          const { model } = await loadGlobalModel(published(last, forest.with(at, byte)));
          const { angleRad } = predict(model, { ...emg, ...all }, 'nested');
          expect(angleRad.every(Number.isFinite)).toBe(true);
        } catch (error) {
          if (!(error instanceof FaultError)) throw error;
          expect(error.faults.map(({ code }) => code)).toEqual(['MODEL_DAMAGED']);
        }
      }),
      { numRuns: 150 },
    );
  });
});
