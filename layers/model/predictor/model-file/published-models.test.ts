import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GlobalModel } from '../global-model.ts';
import { loadGlobalModel, loadPublishedMode } from '../load-global-model.ts';
import { type Prediction, predict } from '../predict.ts';
import { modelOfAnyVersion } from './check-model.ts';
import { fileOf, modelFiles } from './fixtures/model-files.testing.ts';

/** Predictions of a model at some rows when it was published, by one mode with some names given. */
interface Then {
  readonly mode: string;
  readonly names: { readonly subject?: string; readonly site?: string; readonly task?: string };
  readonly timeS: readonly number[];
  readonly positive: string;
  readonly angleRad: readonly number[];
  readonly spreadAngleRad: readonly number[];
  readonly interval90AngleRad: readonly number[];
  readonly forcesN: ByMuscle;
  readonly spreadForcesN: ByMuscle;
  readonly interval90ForcesN: ByMuscle;
  /** Absent before torque was an output, and of studies without it. */
  readonly torqueNm?: ByMuscle;
  readonly spreadTorqueNm?: ByMuscle;
  readonly interval90TorqueNm?: ByMuscle;
  readonly outOfRange: readonly boolean[];
  readonly warmUp: readonly boolean[];
  readonly emgNormalisedBy: string;
}
type ByMuscle = Readonly<Record<string, readonly number[]>>;

/**
 * Those of version 1 were published by the last code that wrote it, that of version 2 by the first. Together the models have
 * every mode, every kind of gate, EMG of both kinds in two units, inputs for names, both compressions, context and none, and
 * a subject of a calibration. Of the local models of a gate by context at most two have a weight in one row. The model
 * version-2-nested is the first with forests, of three trees each so that the file is small, and with nested families;
 * version-2-torque is the first with torque; version-2-faded is version-2-nested with a context that fades out. Of version-2-nested
 * version-2-calibrated was made, the first whose calibration learned a forest and a kernel of one person in one task.
 */
const fixtures = [
  'version-1',
  'version-1-calibrated',
  'version-1-envelopes',
  'version-2',
  'version-2-nested',
  'version-2-torque',
  'version-2-faded',
  'version-2-calibrated',
];

describe('a model of version 1', () => {
  it('becomes the file that the code writes today of the same study, field by field', () => {
    const { study, run, ...rest } = jsonOf('version-1-calibrated');
    expect({ study, run }).toMatchObject({ study: 'wrist-version-1' });
    expect(rest).toEqual(jsonOf('version-2', ['study', 'run']));
  });
});

describe.each(fixtures)('the model %s', (folder) => {
  const files = modelFiles(folder);
  const thens = JSON.parse(
    readFileSync(new URL(`fixtures/${folder}/predictions.json`, import.meta.url), 'utf8'),
  ) as Then[];

  it('predicts as when it was published, by every mode, with and without names, to 1e-6', async () => {
    const { model } = await loadGlobalModel(files);
    expect(new Set(thens.map(({ mode }) => mode))).toEqual(new Set(Object.keys(model.modes)));
    for (const then of thens)
      expectAsThen(predict(model, { ...emgOf(model), ...then.names }, then.mode), then);
  });

  it('predicts the same if it is loaded for its published mode alone', async () => {
    const model = await loadPublishedMode(files);
    const published = thens.filter(({ mode }) => mode === model.mode);
    expect(published.length).toBeGreaterThan(2);
    for (const then of published) expectAsThen(predict(model, { ...emgOf(model), ...then.names }), then);
  });
});

/** `model.json` in the present version, without some fields. */
function jsonOf(folder: string, without: readonly string[] = []): Record<string, unknown> {
  const read = modelOfAnyVersion(
    JSON.parse(new TextDecoder().decode(fileOf(modelFiles(folder), 'model.json'))),
  );
  if ('faults' in read) throw new Error(read.faults.join('; '));
  return Object.fromEntries(Object.entries(read.json).filter(([field]) => !without.includes(field)));
}

/** Four seconds of EMG whose strength comes and goes: rectified for a model of envelopes, in the unit of the study. */
function emgOf({ signals }: GlobalModel) {
  const { kind, unit, channels } = signals.emg;
  const strength = unit === 'uV' ? 50 : 0.05;
  return {
    sampleRateHz: 1000,
    startS: 0.25,
    channels: channels.map((_, channel) =>
      Float64Array.from({ length: 4000 }, (_, at) => {
        const value =
          strength * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel));
        return kind === 'envelope' ? Math.abs(value) : value;
      }),
    ),
  };
}

function expectAsThen(now: Prediction, then: Then): void {
  const rows = Array.from(now.timeS, (_, row) => row).filter((row) => row % 24 === 10);
  const at = <T>(values: ArrayLike<T>) => rows.map((row) => values[row]!);
  const interval = now.interval90!;
  expectNear(at(now.timeS), then.timeS);
  expectNear(at(now.angleRad), then.angleRad);
  expectNear(at(now.spreadAngleRad), then.spreadAngleRad);
  expectNear(at(interval.angleRad!), then.interval90AngleRad);
  const byMuscle = [
    [now.forcesN, then.forcesN],
    [now.spreadForcesN, then.spreadForcesN],
    [interval.forcesN, then.interval90ForcesN],
    [now.torqueNm ?? new Map(), then.torqueNm ?? {}],
    [now.spreadTorqueNm ?? new Map(), then.spreadTorqueNm ?? {}],
    [interval.torqueNm ?? new Map(), then.interval90TorqueNm ?? {}],
  ] as const;
  for (const [forces, forcesThen] of byMuscle) {
    expect([...forces.keys()]).toEqual(Object.keys(forcesThen));
    for (const [muscle, forceN] of forces) expectNear(at(forceN), forcesThen[muscle]!);
  }
  expect(at(now.outOfRange)).toEqual(then.outOfRange);
  // Earlier code flagged fewer rows: those with incomplete lags.
  const stillFlagged = at(now.warmUp).filter((_, row) => then.warmUp[row]);
  expect(stillFlagged.every(Boolean)).toBe(true);
  expect(now.emgNormalisedBy).toBe(then.emgNormalisedBy);
  expect(now.positive).toBe(then.positive);
}

function expectNear(now: readonly number[], then: readonly number[]): void {
  expect(now).toHaveLength(then.length);
  for (const [at, value] of then.entries()) {
    expect(Math.abs(now[at]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
  }
}
