import { beforeAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { interpolate } from '../../physics/signals/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import { parseManifest } from '../../study/manifest/index.ts';
import type { Recording } from '../../study/recordings/index.ts';
import { checkStudy } from '../../study/recordings/index.ts';
import { simulateStudy, tableOf } from '../../study/simulation/testing.ts';
import { recordingOnGrid } from './align.ts';
import { withInputs } from './input-sources.ts';
import { pearsonOfKnown } from './pearson.testing.ts';
import { type PreparedStudy, prepareStudy } from './prepare.ts';
import { contiguousRanges, labelsOf, rowsUsedFor, rowUses } from './sample-table.ts';
import type { TrainingProblem } from './training-problem.ts';

/** All steps from recordings that passed their checks. */
function prepare(recordings: readonly Recording[], manifest: Manifest): PreparedStudy {
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
  return prepareStudy(onGrid, manifest, 'run');
}

describe('a simulated wrist study, prepared', () => {
  let recordings: Recording[];
  let manifest: Manifest;
  let files: Map<string, string>;
  let truth: Map<string, string>;
  let prepared: PreparedStudy;
  beforeAll(() => {
    const study = simulateStudy({
      joint: 'wrist',
      subjects: 2,
      sites: 2,
      seed: 1,
      recordingsPerSubject: 3,
      secondsPerRecording: 14,
    });
    files = study.files;
    truth = study.truth;
    const parsed = parseManifest(study.files.get('study.json')!);
    if ('faults' in parsed) throw new FaultError(parsed.faults);
    const lagsMs = [0, 40, 80, 140, 220, 320];
    manifest = { ...parsed.manifest, features: { lagsMs, contextS: 2, compression: 'none', names: [] } };
    const bytes = (file: string) => new TextEncoder().encode(study.files.get(file));
    recordings = checkStudy(manifest, bytes).recordings;
    prepared = prepare(recordings, manifest);
  });

  /** Rows of one recording with one use. */
  function rowsOf({ table }: PreparedStudy, recording: number, use: number): number[] {
    const all = Array.from({ length: table.rows }, (_, row) => row);
    return all.filter((row) => table.recording[row] === recording && table.use[row] === use);
  }

  const timesOf = (study: PreparedStudy, recording: number, use: number) =>
    rowsOf(study, recording, use).map((row) => study.table.timeS[row]!);

  it('has a card a recording, a scale an input and a muscle, and every input finite', () => {
    const { problem, table } = prepared;
    expect(problem.recordings.map(({ file }) => file)).toEqual(recordings.map(({ file }) => file));
    expect(
      problem.recordings.every(({ physics, dynamics }) => physics === 'equation of motion' && dynamics),
    ).toBe(true);
    // Five channels at six lags, and two numbers of context each.
    expect(withInputs(table, problem).inputNames.length).toBe(5 * 8);
    expect(table.inputNames.length).toBe(5 * 3);
    expect(problem.inputScales.length).toBe(5 * 8);
    expect(problem.muscles.map(({ name }) => name)).toEqual(['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU']);
    expect(table.inputs.every(Number.isFinite)).toBe(true);
    expect(Object.keys(problem.emgScales)).toEqual(['s01', 's02']);
  });

  it('has EMG scales in mV whatever the unit of the channels', () => {
    const { emg } = manifest.signals;
    const inMicrovolts = {
      ...manifest,
      signals: { ...manifest.signals, emg: { ...emg, unit: 'uV' as const } },
    };
    const read = checkStudy(inMicrovolts, (file) => new TextEncoder().encode(files.get(file)));
    expect(read.faults).toEqual([]);
    const { emgScales } = prepare(read.recordings, inMicrovolts).problem;
    // The same numbers, and so a thousandth of the millivolts.
    for (const [channel, scaleMv] of prepared.problem.emgScales.s01!.entries())
      expect(emgScales.s01![channel]).toBeCloseTo(1e-3 * scaleMv, 9);
  });

  it('has an input for each name with training rows, 1 in the rows of its recordings', () => {
    const named: Manifest = { ...manifest, features: { ...manifest.features, names: ['subject', 'task'] } };
    const isOfFirst = ({ subject }: Recording) => subject === 's01';
    const renamed = recordings.map((one) => ({ ...one, task: isOfFirst(one) ? 'reach' : 'other' }));
    const { problem, table: ofEmg } = prepare(renamed, named);
    const table = withInputs(ofEmg, problem);
    expect(table.inputNames).toEqual(problem.inputNames);
    expect(table.inputNames.slice(40)).toEqual(['subject=s01', 'subject=s02', 'task=other', 'task=reach']);
    expect(problem.inputScales.slice(40)).toEqual(new Array(4).fill({ mean: 0, deviation: 1 }));
    expect(problem.inputRanges.slice(40)).toEqual(new Array(4).fill([0, 1]));
    const otherTask = table.inputNames.indexOf('task=other');
    for (let row = 0; row < table.rows; row++) {
      const isFirst = isOfFirst(recordings[table.recording[row]!]!) ? 1 : 0;
      expect(table.inputs[row * 44 + 40]).toBe(isFirst);
      expect(table.inputs[row * 44 + otherTask]).toBe(1 - isFirst);
    }

    const heldOut = renamed.map((one) => (isOfFirst(one) ? one : { ...one, split: 'held-out' as const }));
    expect(prepare(heldOut, named).problem.inputNames).toHaveLength(40);
  });

  it('has rows whose oldest lag lies before the start as history alone', () => {
    const { table, problem } = prepared;
    const used = withInputs(table, problem);
    for (const [at, { emg }] of recordings.entries()) {
      expect(table.timeS[table.recording.indexOf(at)]).toBeCloseTo(emg.timeS[0]!, 6);
      expect(used.timeS[used.recording.indexOf(at)]).toBeCloseTo(emg.timeS[0]! + 0.32, 6);
    }
    const history = rowsUsedFor(table, rowUses.history);
    const angles = labelsOf(table, 0);
    expect([...history].every((row) => Number.isNaN(angles[row]!))).toBe(true);
  });

  it('keeps to the splits of the manifest, and has the last tenth of training for validation', () => {
    for (const [at, { split, emg }] of recordings.entries()) {
      const counts = [rowUses.train, rowUses.validation, rowUses.heldOut].map(
        (use) => rowsOf(prepared, at, use).length,
      );
      const whole = Math.floor((emg.timeS.at(-1)! - emg.timeS[0]!) * 50) + 1 - 16;
      const tenth = Math.round(whole / 10);
      expect(counts).toEqual(split === 'held-out' ? [0, 0, whole] : [whole - tenth, tenth, 0]);
      const lastTrained = Math.max(...timesOf(prepared, at, rowUses.train));
      if (split !== 'held-out')
        expect(Math.min(...timesOf(prepared, at, rowUses.validation))).toBeGreaterThan(lastTrained);
    }
  });

  it('has blocks of consecutive samples, one run of rows each', () => {
    const table = withInputs(prepared.table, prepared.problem);
    const ranges = contiguousRanges(table);
    expect(contiguousRanges(prepared.table)).toHaveLength(ranges.length);
    expect(new Set(table.block).size).toBe(ranges.length);
    for (const { start, end } of ranges) {
      expect(new Set(table.recording.subarray(start, end)).size).toBe(1);
      for (let row = start + 1; row < end; row++) {
        expect(table.timeS[row]! - table.timeS[row - 1]!).toBeCloseTo(0.02, 9);
      }
    }
  });

  it('labels forces by EMG and torque that agree with the true ones', () => {
    const { table, problem, labels } = prepared;
    const names = problem.muscles.map(({ name }) => name);
    const width = table.outputs.length;
    for (const [at, label] of labels.entries()) {
      expect(label.source).toBe('static optimisation, emg-assisted');
      expect(label.labelledRows).toBeGreaterThan(0.95 * label.rows);
      const name = recordings[at]!.file.replace(/^.*\//, '').replace('_emg.csv', '');
      const known = tableOf(truth.get(`truth/${name}.csv`)!);
      const rows = Array.from({ length: table.rows }, (_, row) => row).filter(
        (row) => table.recording[row] === at,
      );
      const timeS = Float64Array.from(rows, (row) => table.timeS[row]!);
      const expected = names.flatMap((muscle) => [
        ...interpolate(known.of('time_s'), known.of(`force_${muscle}_N`), timeS),
      ]);
      const found = names.flatMap((_, i) => rows.map((row) => table.labels[row * width + 1 + i]!));
      expect(pearsonOfKnown(found, expected), label.file).toBeGreaterThan(0.8);
      const torque = interpolate(known.of('time_s'), known.of('torque_muscle_Nm'), timeS);
      expect(
        pearsonOfKnown(
          rows.map((row) => table.torqueNm[row]!),
          torque,
        ),
        label.file,
      ).toBeGreaterThan(0.95);
      const angle = interpolate(known.of('time_s'), known.of('angle_rad'), timeS);
      expect(
        pearsonOfKnown(
          rows.map((row) => table.labels[row * width]!),
          angle,
        ),
        label.file,
      ).toBeGreaterThan(0.99);
    }
  });

  it('has the same scales whatever its held-out and validation recordings hold', () => {
    const asValidation = recordings.map((recording, at) =>
      at === 4 ? { ...recording, split: 'validation' as const } : recording,
    );
    const others = asValidation.map((recording) =>
      recording.split === 'train' ? recording : exaggerated(recording),
    );
    const before = prepare(asValidation, manifest);
    const after = prepare(others, manifest);
    expect(scalesOf(after.problem)).toEqual(scalesOf(before.problem));
    expect(rowsOf(before, 4, rowUses.validation).length).toBe(rowsOf(prepared, 5, rowUses.heldOut).length);
    // What was changed did arrive: the test could fail.
    expect(after.table.inputs).not.toEqual(before.table.inputs);
    const spoilt = recordings.map((recording, at) => (at === 0 ? exaggerated(recording) : recording));
    expect(scalesOf(prepare(spoilt, manifest).problem)).not.toEqual(scalesOf(prepared.problem));
  });

  it('has the same scales whatever the last rows of a recording hold, which serve validation', () => {
    const after = prepare(
      recordings.map((recording) => exaggerated(recording, 0.95)),
      manifest,
    );
    expectNearly(scalesOf(after.problem), scalesOf(prepared.problem));
  });

  it('scales each recording of a subject without training data separately, here by itself', () => {
    const newSubject = recordings.map((recording) =>
      recording.subject === 's02' ? { ...recording, split: 'held-out' as const } : recording,
    );
    const study = prepare(newSubject, manifest);
    const { problem, table } = study;
    expect(problem.emgScales.s01).toEqual(prepared.problem.emgScales.s01);
    expect(problem.emgScales.s02).toBeUndefined();
    expect(problem.strangerScale).toBeUndefined();
    for (const at of newSubject.keys()) {
      if (newSubject[at]!.subject !== 's02') continue;
      const rows = rowsOf(study, at, rowUses.heldOut);
      const strong = rows.filter((row) => table.inputs[row * table.inputNames.length]! > 1);
      expect(strong.length / rows.length).toBeCloseTo(0.05, 1);
    }
  });

  describe('where each task has one recording only and no split', () => {
    const withoutSplit = () => recordings.slice(0, 2).map(({ split: _, ...recording }) => recording);

    it('has a gap of one second before the last quarter, which is held out', () => {
      const study = prepare(withoutSplit(), manifest);
      for (const at of [0, 1]) {
        const heldOut = timesOf(study, at, rowUses.heldOut);
        const others = [...timesOf(study, at, rowUses.train), ...timesOf(study, at, rowUses.validation)];
        expect(heldOut.length / 701).toBeCloseTo(0.25, 2);
        expect(Math.min(...heldOut) - Math.max(...others)).toBeGreaterThanOrEqual(1);
        expect(Math.min(...heldOut) - Math.max(...others)).toBeLessThan(1.05);
      }
    });

    it('has the same scales whatever that quarter holds', () => {
      const before = prepare(withoutSplit(), manifest);
      const after = prepare(
        withoutSplit().map((recording) => exaggerated(recording, 0.75)),
        manifest,
      );
      expectNearly(scalesOf(after.problem), scalesOf(before.problem));
    });
  });

  it('has no muscles if there are no force labels', () => {
    const unknown = recordings.map((recording) => ({ ...recording, posture: 'unknown' }));
    const { problem, table, labels } = prepare(unknown, manifest);
    expect([problem.muscles, table.labels.length]).toEqual([[], table.rows]);
    expect(table.outputs).toEqual([{ name: 'wrist', quantity: 'angle' }]);
    expect(labels.every(({ source, physics }) => source === 'none' && physics === 'none')).toBe(true);
  });

  describe('with a measured torque in one recording', () => {
    const torqueNm = (timeS: number) => 2 * Math.sin(3 * timeS) - 0.5;
    const sampled = (recording: Recording): Recording => {
      const { timeS, sampleRateHz } = recording.angle;
      const values = timeS.map(torqueNm);
      // The last second before the middle is marked as unusable.
      const valid = Uint8Array.from(timeS, (time) => (time > 5 && time < 6 ? 0 : 1));
      return { ...recording, torque: { timeS, sampleRateHz, torqueNm: values, valid } };
    };
    const outputsOf = ({ problem }: PreparedStudy) =>
      problem.outputs.map(({ quantity, name }) => `${quantity} ${name}`);

    it('has the torque as its last output, labelled by the measured one, else by the equation of motion except in held-out rows', () => {
      const measured = prepare([sampled(recordings[0]!), ...recordings.slice(1)], manifest);
      expect(outputsOf(measured)).toEqual([...outputsOf(prepared), 'torque wrist']);
      const { table, problem } = measured;
      const column = problem.outputs.length - 1;
      const labels = labelsOf(table, column);
      for (let row = 0; row < table.rows; row++) {
        const isMasked = table.timeS[row]! > 5.1 && table.timeS[row]! < 5.9;
        const isOfMotion = table.recording[row] !== 0;
        if (isOfMotion && table.use[row] !== rowUses.heldOut) expect(labels[row]).toBe(table.torqueNm[row]);
        else if (isOfMotion || table.use[row] === rowUses.history || isMasked) expect(labels[row]).toBeNaN();
        else if (!Number.isNaN(labels[row])) expect(labels[row]).toBeCloseTo(torqueNm(table.timeS[row]!), 1);
      }
      const trained = rowsUsedFor(table, rowUses.train).filter((row) => !Number.isNaN(labels[row]));
      for (const isMeasured of [true, false])
        expect(trained.filter((row) => (table.recording[row] === 0) === isMeasured).length).toBeGreaterThan(
          100,
        );
      const mean = trained.reduce((sum, row) => sum + labels[row]!, 0) / trained.length;
      expect(problem.outputs[column]).toMatchObject({ unit: 'N m', activation: 'linear' });
      expect(problem.outputs[column]!.scale.mean).toBeCloseTo(mean, 5);
      const forces = problem.muscles.map((_, muscle) => labelsOf(table, 1 + muscle));
      for (const [at, { largestForceN, maxIsometricForceN }] of problem.muscles.entries()) {
        const largest = Math.max(...rowsUsedFor(table, rowUses.train).map((row) => forces[at]![row]! || 0));
        expect(largestForceN).toBe(Math.max(maxIsometricForceN, largest));
      }
    });

    it('has no torque as output if no training row has one', () => {
      const heldOut = { ...sampled(recordings[0]!), split: 'held-out' as const };
      expect(outputsOf(prepare([heldOut, ...recordings.slice(1)], manifest))).toEqual(outputsOf(prepared));
    });
  });

  it('is refused where nothing is left to train on', () => {
    const heldOut = recordings.map((recording) => ({ ...recording, split: 'held-out' as const }));
    expect(() => prepare(heldOut, manifest)).toThrow(FaultError);
    expect(() => prepare(heldOut, manifest)).toThrow('TRAINING_EMPTY');
  });
});

/** EMG six times as strong and a movement a fifth larger, from a share of the recording on. */
function exaggerated<T extends Recording>(recording: T, fromShare = 0): T {
  const { emg, angle } = recording;
  const isLate = (at: number, length: number) => at >= fromShare * length;
  return {
    ...recording,
    emg: {
      ...emg,
      channels: emg.channels.map((channel) =>
        channel.map((v, at) => (isLate(at, channel.length) ? 6 * v : v)),
      ),
    },
    angle: { ...angle, angleRad: angle.angleRad.map((q, at, all) => (isLate(at, all.length) ? 1.2 * q : q)) },
  };
}

function scalesOf({ inputScales, inputRanges, coordinates, outputs, emgScales }: TrainingProblem) {
  return { inputScales, inputRanges, coordinates, outputs, emgScales };
}

/** Zero-phase filters let a trace of what comes later through, so not to the bit but to one in a thousand. */
function expectNearly(actual: unknown, expected: unknown): void {
  const [found, wanted] = [actual, expected].map((scales) =>
    JSON.stringify(scales)
      .match(/-?\d+(\.\d+)?(e[-+]\d+)?/g)!
      .map(Number),
  );
  expect(found!.length).toBe(wanted!.length);
  for (const [at, value] of wanted!.entries()) {
    expect(Math.abs(found![at]! - value)).toBeLessThanOrEqual(1e-3 * Math.abs(value) + 1e-9);
  }
}
