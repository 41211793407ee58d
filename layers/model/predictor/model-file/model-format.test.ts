import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { envelopesOf } from '../emg-input/features-of.ts';
import type { GlobalModel } from '../global-model.ts';
import { loadGlobalModel } from '../load-global-model.ts';
import { type Prediction, predict } from '../predict.ts';
import { fileOf, inVersion2, modelFiles, rewritten } from './fixtures/model-files.testing.ts';
import type { NestedGateJson } from './gate-json.ts';
import type { ModelJson } from './model-json.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const script = (name: string) => join(root, 'examples', name);
const imports = (...modules: string[]) =>
  spawnSync('python3', ['-c', `import ${modules.join(', ')}`]).status === 0;
const hasNumpy = imports('numpy');
const hasScipy = imports('numpy', 'scipy.signal');

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-format-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const everyMode = ['inverse-error', 'gated', 'blended', 'stacked', 'uniform', 'single'];
const someone = [{}, { subject: 's02' }, { subject: 's02', site: 'site1', task: 'elastic' }];
const models = [
  { folder: 'before-digests', modes: ['single', 'gated', 'blended'], names: [{}, { subject: 's02' }] },
  { folder: 'version-1', modes: everyMode, names: someone },
  { folder: 'version-1-calibrated', modes: ['gated', 'uniform'], names: [{}, { subject: 'new' }] },
  { folder: 'version-2', modes: everyMode, names: [{}, { subject: 'new', task: 'elastic' }] },
  {
    folder: 'version-2-nested',
    modes: ['nested', 'forest', 'blended'],
    names: [{}, { subject: 's02' }, { task: 'sit' }, { subject: 's01', task: 'walk' }],
  },
  {
    folder: 'version-2-calibrated',
    modes: ['nested', 'single'],
    names: [{ subject: 'carla', task: 'sit' }, { subject: 'carla', task: 'walk' }, { subject: 'carla' }],
  },
  { folder: 'version-1-envelopes', modes: ['gated', 'stacked'], names: [{}, { task: 'elastic' }] },
  { folder: 'version-2-torque', modes: ['nested', 'single'], names: [{}, { subject: 's01' }] },
] as const;
describe('the description of model.json', () => {
  it.each(['predict_by_numpy.py', 'envelopes_by_scipy.py'])('quotes %s as it is', (name) => {
    const described = readFileSync(join(root, 'docs/model-format.md'), 'utf8');
    expect(described).toContain(`\`\`\`python\n${readFileSync(script(name), 'utf8')}\`\`\``);
  });

  it('names every field of the file', () => {
    const described = readFileSync(join(root, 'docs/model-format.md'), 'utf8');
    const folders = ['version-1-calibrated', 'version-2-nested', 'version-2-torque', 'version-2-calibrated'];
    const fields = folders.flatMap((folder) => {
      const text = new TextDecoder().decode(fileOf(inVersion2(modelFiles(folder)), 'model.json'));
      return [...fieldsOf(withFade(JSON.parse(text) as ModelJson))];
    });
    expect(fields).toEqual(
      expect.arrayContaining([
        'byEmg',
        'leaders',
        'learner',
        'families',
        'within',
        'torques',
        'reachOfStrangers',
        'calibrations',
        'share',
      ]),
    );
    for (const field of fields) expect(described).toMatch(new RegExp(`\`[^\`\\n]*\\b${field}\\b[^\`\\n]*\``));
  });
});

describe.skipIf(!hasNumpy)('a prediction by numpy (skipped if python3 has no numpy)', () => {
  it.each(models)(
    'for $folder equals that of the predictor by every kind of mode, whatever names are given',
    async (one) => {
      const tried = one.modes.flatMap((mode) => one.names.map((given) => ({ mode, given })));
      const files = await Promise.all(tried.map(({ mode }) => onDisk(one.folder, mode)));
      const requests = files.map(({ at, file }, place) => [at, file, tried[place]!.given]);
      // One process for all: numpy takes a second to load.
      const lines = `import json, sys, numpy
sys.path.insert(0, ${JSON.stringify(join(root, 'examples'))})
from predict_by_numpy import predict
requests = json.load(sys.stdin)
print(json.dumps([predict(at, numpy.loadtxt(file, delimiter=","), given).tolist() for at, file, given in requests]))`;
      const answers = JSON.parse(printed(['-c', lines], JSON.stringify(requests))) as number[][][];
      for (const [place, { mode, given }] of tried.entries()) {
        const { model, emg } = files[place]!;
        expectPredicted(answers[place]!, predict(model, { ...emg, ...given }, mode));
      }
    },
  );

  const both = { subject: 's01', task: 'sit' };
  it.each<[string, { subject?: string; task?: string }, (gate: NestedGateJson) => NestedGateJson]>([
    ['a family that does not fit', both, (gate) => withoutSitting(gate, 'forests by task')],
    [
      'shares of a family that does not fit',
      both,
      (gate) => {
        const ofPairs = gate.families.map(({ name }) => +(name === 'forests by subject and task'));
        const shares = gate.shares.map((one) => (one.given.length === 2 ? { ...one, shares: ofPairs } : one));
        return { ...withoutSitting(gate, 'forests by subject and task'), shares };
      },
    ],
    [
      'no family that fits',
      both,
      (gate) => {
        const [walk, sit] = gate.families.find(({ name }) => name === 'networks by task')!.localModels;
        const families = [walk!, sit!].map((one) => ({ name: 'by task', localModels: [one] }));
        return { ...gate, families, shares: [{ given: [], shares: [1, 0] }] };
      },
    ],
    ['families without an inner gate', {}, ({ within: _, ...gate }) => gate],
  ])('equals that of the predictor with %s', async (_, names, change) => {
    const { model, emg, at, file } = await onDisk('version-2-nested', 'nested', (json) => ({
      ...json,
      modes: { ...json.modes, nested: change(json.modes.nested as NestedGateJson) },
    }));
    const given = Object.entries(names).map((pair) => pair.join('='));
    const prediction = predict(model, { ...emg, ...names });
    expectPredicted(rowsOf(printed([script('predict_by_numpy.py'), at, file, ...given])), prediction);
    const { model: unchanged } = await loadGlobalModel(modelFiles('version-2-nested'));
    expect(prediction.angleRad).not.toEqual(predict(unchanged, { ...emg, ...names }).angleRad);
  });

  it.each([
    ['a person of the training in a task', { subject: 's01', task: 'walk' }],
    ['a person of the training', { subject: 's02' }],
    ['a task alone', { task: 'sit' }],
    ['nobody', {}],
  ])('fades the context out as the predictor does, given %s', async (_, names) => {
    const { model, emg, at, file } = await onDisk('version-2-nested', 'nested', withFade);
    const given = Object.entries(names).map((pair) => pair.join('='));
    const prediction = predict(model, { ...emg, ...names });
    expectPredicted(rowsOf(printed([script('predict_by_numpy.py'), at, file, ...given])), prediction);
    const { model: unchanged } = await loadGlobalModel(modelFiles('version-2-nested'));
    const unfaded = predict(unchanged, { ...emg, ...names }).angleRad;
    const isFaded = [...prediction.angleRad].map((angle, row) => angle !== unfaded[row]);
    expect(new Set(isFaded)).toEqual(new Set([true, false]));
  });

  it('is printed by the script as a table', async () => {
    const { model, emg, at, file } = await onDisk('version-1-calibrated', 'blended');
    const rows = rowsOf(printed([script('predict_by_numpy.py'), at, file, 'subject=s02', 'task=elastic']));
    expectPredicted(rows, predict(model, { ...emg, subject: 's02', task: 'elastic' }));
  });
});

/** A reach within which some rows of `emgOf` keep their context, and others lose a part or all of it. */
function withFade(json: ModelJson): ModelJson {
  const means = [
    [-0.7, 0.4, -0.6, 0.3],
    [-0.6, 0.2, -0.5, 0.1],
  ];
  const groups = ['s01', 's02'].flatMap((subject, person) =>
    ['sit', 'walk'].map((task, at) => ({ subject, task, mean: means[at]!.map((one) => one + 0.2 * person) })),
  );
  const deviation = [0.4, 0.15, 0.4, 0.15];
  const contextFade = { mean: means[0]!, groups, deviation, reach: 3, reachOfStrangers: 1.5 };
  return { ...json, contextFade };
}

/** Without the forest of a family that was cut by sitting, of s01 if it was cut by subjects too. */
function withoutSitting(gate: NestedGateJson, family: string): NestedGateJson {
  const families = gate.families.map(({ name, localModels }) => ({
    name,
    localModels: localModels.filter(
      ({ names: { subject = 's01', task } }) => name !== family || subject !== 's01' || task !== 'sit',
    ),
  }));
  return { ...gate, families };
}

function expectPredicted(
  rows: readonly (readonly number[])[],
  { timeS, angleRad, forcesN, torqueNm = new Map() }: Prediction,
): void {
  expect(rows).toHaveLength(timeS.length);
  const forces = [...forcesN.values()];
  const torques = [...torqueNm.values()];
  for (const [row, [angle, ...others]] of rows.entries()) {
    const force = others.slice(0, forces.length);
    expect(others).toHaveLength(forces.length + torques.length);
    expect(Math.abs(angle! - angleRad[row]!)).toBeLessThan(1e-5);
    for (const [muscle, forceN] of forces.entries())
      expect(Math.abs(force[muscle]! - forceN[row]!)).toBeLessThan(1e-3);
    for (const [coordinate, torque] of torques.entries())
      expect(Math.abs(others[forces.length + coordinate]! - torque[row]!)).toBeLessThan(1e-4);
  }
}

describe.skipIf(!hasScipy)('envelopes by scipy (skipped if python3 has no scipy)', () => {
  it.each([
    ['zero phase', 'version-1', (json: ModelJson) => json],
    ['causal', 'version-1', causal],
    ['given as envelopes', 'version-1-envelopes', (json: ModelJson) => json],
  ] as const)('are those of the product: %s', async (_, folder, change) => {
    const { model, emg, at } = await onDisk(folder, 'uniform', change);
    const file = join(at, 'emg.csv');
    writeFileSync(file, csv(emg.channels));
    const rows = rowsOf(printed([script('envelopes_by_scipy.py'), at, file, String(emg.sampleRateHz)]));
    const { envelopes } = envelopesOf(model, emg);
    expect(rows).toHaveLength(envelopes[0]!.length);
    for (const [channel, envelope] of envelopes.entries()) {
      for (const [row, value] of envelope.entries()) expect(rows[row]![channel]).toBeCloseTo(value, 7);
    }
  });
});

function causal({ signals, ...json }: ModelJson): ModelJson {
  const { emg } = signals;
  return { ...json, signals: { ...signals, emg: { ...emg, filter: { ...emg.filter, causal: true } } } };
}

/** A model of the fixtures, in version 2 and published by that mode, in a folder; and EMG for it and its envelopes. */
async function onDisk(folder: string, mode: string, change = (json: ModelJson) => json) {
  const files = rewritten(inVersion2(modelFiles(folder)), (json) => ({ ...change(json as ModelJson), mode }));
  const at = mkdtempSync(join(directory, 'model-'));
  for (const [name, content] of files.files) writeFileSync(join(at, name), content);
  const { model } = await loadGlobalModel(files);
  const emg = emgOf(model);
  const file = join(at, 'envelopes.csv');
  writeFileSync(file, csv(envelopesOf(model, emg).envelopes));
  return { model, emg, at, file };
}

/** Three seconds of EMG whose strength comes and goes. */
function emgOf({ signals }: GlobalModel) {
  const { kind, unit, channels } = signals.emg;
  const strength = unit === 'uV' ? 50 : 0.05;
  return {
    sampleRateHz: 1000,
    startS: 0,
    channels: channels.map((_, channel) =>
      Float64Array.from({ length: 3000 }, (_, at) => {
        const value =
          strength * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel));
        return kind === 'envelope' ? Math.abs(value) : value;
      }),
    ),
  };
}

function csv(columns: readonly Float64Array[]): string {
  return [...columns[0]!.keys()].map((row) => columns.map((values) => values[row]).join(',')).join('\n');
}

/** The output of python3. */
function printed(command: readonly string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync('python3', command, { encoding: 'utf8', input });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function rowsOf(table: string): number[][] {
  const lines = table.trim().split('\n');
  return lines.map((line) => line.split(',').map(Number));
}

/** Names of fields at any depth; keys of records (subjects, modes, names) are not fields. */
function fieldsOf(json: ModelJson): Set<string> {
  const records = new Set(['emgScales', 'modes', 'intervals', 'angleCorrections', 'leaders', 'calibrations']);
  const fields = new Set<string>();
  const visit = (value: unknown, isRecord: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value) && !isRecord) fields.add(key);
      visit(inner, !Array.isArray(value) && !isRecord && records.has(key) && !Array.isArray(inner));
    }
  };
  visit(json, false);
  return fields;
}
