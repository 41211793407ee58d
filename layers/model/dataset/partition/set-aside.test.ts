import { beforeAll, describe, expect, it } from 'vitest';
import { channelScale, normalise } from '../../../physics/signals/index.ts';
import { parseManifest } from '../../../study/manifest/index.ts';
import { checkStudy } from '../../../study/recordings/index.ts';
import { simulateStudy } from '../../../study/simulation/testing.ts';
import { buildFeatures, strangerScales, withNames } from '../../inputs/index.ts';
import { smallProblem, smallTable } from '../../weighing/testing.ts';
import { type RecordingOnGrid, recordingOnGrid } from '../align.ts';
import { gapS } from '../hold-out.ts';
import { type PreparedStudy, prepareStudy } from '../prepare.ts';
import { concatTables, rowUses, type SampleTable, takeRows } from '../sample-table.ts';
import { foldsOfStudy } from './folds.ts';
import { partition } from './partition.ts';
import { rowsOfFold, withoutAside } from './set-aside.ts';

describe('a table without the part that a fold sets aside', () => {
  const problem = smallProblem();
  const table = smallTable(problem, [
    { recording: 0, rows: 300 },
    { recording: 1, rows: 100 },
  ]);
  const { use, ...others } = withoutAside(table, [{ recording: 0, fromS: 2, toS: 3 }]);
  const usesAt = (from: number, to: number) => new Set(use.subarray(from, to));

  it('holds it out, and a second on both sides is history', () => {
    expect(gapS).toBe(1);
    expect(usesAt(0, 50)).toEqual(new Set([rowUses.train]));
    expect(usesAt(51, 100)).toEqual(new Set([rowUses.history]));
    expect(usesAt(100, 151)).toEqual(new Set([rowUses.heldOut]));
    expect(usesAt(151, 200)).toEqual(new Set([rowUses.history]));
    expect(usesAt(200, 400)).toEqual(new Set([rowUses.train]));
  });

  it('is otherwise the same, and the table itself is unchanged', () => {
    const { use: before, ...same } = table;
    expect(others).toEqual(same);
    expect(new Set(before)).toEqual(new Set([rowUses.train]));
  });
});

describe('the rows of a fold', () => {
  let recordings: RecordingOnGrid[];
  let study: PreparedStudy;
  let tables: SampleTable[];
  beforeAll(() => {
    const { files } = simulateStudy({
      joint: 'wrist',
      subjects: 4,
      sites: 1,
      seed: 3,
      recordingsPerSubject: 2,
      secondsPerRecording: 8,
    });
    const parsed = parseManifest(files.get('study.json')!);
    if (!('manifest' in parsed)) throw new Error('the simulated manifest has faults');
    const { manifest } = parsed;
    const checked = checkStudy(manifest, (file) =>
      files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined,
    );
    recordings = checked.recordings.map((one) => recordingOnGrid(one, manifest.signals));
    study = prepareStudy(recordings, manifest, 'r', checked.joint);
    const { table, problem } = study;
    // Blocks of time cut recordings, and repeat rows as history.
    const cut = partition(table, { ...problem, subdomains: { by: 'time', count: 5 } }).subdomains;
    tables = cut.map(({ rows }) => takeRows(table, [...rows]));
  });
  const folds = () => foldsOfStudy(study.table, study.problem, []);
  const whole = () => [concatTables([study.table])];

  it('are those with the inputs of training, for known people, whatever tables they come from', () => {
    const fold = folds().find(({ condition }) => condition === 'known')!;
    const rows = rowsOfFold(whole(), study.problem, fold, 1e6);
    expect(rows.rows).toBeGreaterThan(100);
    expect(new Set(rows.use)).toEqual(new Set([rowUses.heldOut]));
    for (let row = 0; row < rows.rows; row++) {
      const time = rows.timeS[row]!;
      const isAside = fold.aside.some(
        (one) => one.recording === rows.recording[row] && time >= one.fromS && time <= one.toS,
      );
      expect(isAside).toBe(true);
    }
    const repeated = [...whole(), ...whole()];
    expect(rowsOfFold(repeated, study.problem, fold, 1e6)).toEqual(rows);
    expect(tables.length).toBeGreaterThan(1);
  });

  it('are thinned evenly', () => {
    const fold = folds()[0]!;
    const all = rowsOfFold(whole(), study.problem, fold, 1e6);
    const some = rowsOfFold(whole(), study.problem, fold, 50);
    expect(some.rows).toBeLessThanOrEqual(50);
    expect(some.rows).toBeGreaterThan(25);
    const every = Math.ceil(all.rows / 50);
    expect(some.timeS[1]).toBe(all.timeS[every]);
  });

  it('have the EMG scale of a prediction for an unknown subject, for new people', () => {
    const { problem } = study;
    const fold = folds().find(({ condition }) => condition === 'new-subject')!;
    const rows = rowsOfFold(whole(), problem, fold, 1e6);
    const { recording } = fold.aside[0]!;
    // The recording as a prediction sees it, up to the last row that training may use.
    const { aligned } = recordings[recording]!;
    const used = [...study.table.recording.keys()].filter((row) => study.table.recording[row] === recording);
    const envelopes = aligned.envelopes.map((envelope) => envelope.subarray(0, used.length));
    const scales = strangerScales(
      problem.strangerScale,
      envelopes.map((envelope) => channelScale([envelope])),
    );
    const features = buildFeatures(
      envelopes.map((envelope, at) => normalise(envelope, scales[at]!)),
      problem.features,
      problem.signals.rateHz,
    );
    const expected = withNames(features, problem.inputNames, problem.recordings[recording]!);
    const width = problem.inputNames.length;
    let compared = 0;
    for (let row = 0; row < rows.rows; row++) {
      if (rows.recording[row] !== recording) continue;
      const at = aligned.timeS.indexOf(rows.timeS[row]!);
      const own = rows.inputs.subarray(row * width, (row + 1) * width);
      for (const [column, value] of own.entries())
        expect(value).toBeCloseTo(expected[at * width + column]!, 3);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });
});
