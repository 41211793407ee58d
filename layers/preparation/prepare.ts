import type { Joint } from '../biomechanics/joint.ts';
import { withMuscles } from '../biomechanics/joints.ts';
import { type Fault, FaultError } from '../faults/fault.ts';
import type { Manifest } from '../recordings/manifest.ts';
import type { Recording } from '../recordings/recording.ts';
import { studyJoint } from '../recordings/study-joint.ts';
import { channelScale, normalise } from '../signals/normalise.ts';
import { type AlignedRecording, alignRecording } from './align.ts';
import { buildFeatures, featureNames, warmUpRows } from './features.ts';
import { chooseHoldOut, type HoldOut } from './hold-out.ts';
import { type ForceLabel, type KnownTorque, knownTorque, labelRecordings } from './label.ts';
import { namesSeen, withNames } from './name-inputs.ts';
import type { Problem } from './problem.ts';
import { concatTables, emptyTable, type Role, roles, type SampleTable } from './sample-table.ts';
import { measureScales } from './scales.ts';
import { fitStrangerScale, type ScalePair, strangerScales } from './stranger-scale.ts';

/** A study made ready: every row that can be used, and what all its sub-domains share. */
export interface PreparedStudy {
  readonly table: SampleTable;
  readonly problem: Problem;
  readonly labels: readonly LabelSummary[];
}

/** How one recording came by its forces. */
export interface LabelSummary {
  readonly file: string;
  readonly physics: KnownTorque['physics'];
  readonly source: ForceLabel['source'];
  readonly rows: number;
  readonly labelledRows: number;
  readonly refusedRows: ForceLabel['refusedRows'];
  readonly reserveMaxNm: number;
  readonly peakTorqueNm: number;
}

/**
 * Filters, resamples, holds out, labels and builds features: from recordings that passed their checks to rows.
 *
 * @param whole the study's joint with all its muscles; needed where it lies in a file of its own
 * @throws FaultError TRAINING_EMPTY where nothing is left to learn from, and what the equation of motion refuses
 */
export function prepareStudy(
  recordings: readonly Recording[],
  manifest: Manifest,
  run: string,
  whole: Joint = jointOf(manifest),
): PreparedStudy {
  const joint = withMuscles(whole, manifest.muscles);
  const { signals, features, training } = manifest;
  const holdOut = chooseHoldOut(
    recordings.map(({ subject, task, split }) => ({ subject, task, split })),
    training.seed,
  );
  const warmUp = warmUpRows(features, signals.rateHz);
  const aligned = recordings.map((recording) => alignRecording(recording, signals));
  const rowRoles = aligned.map(({ timeS }, at) =>
    rolesOfRows(timeS.length, holdOut[at]!, warmUp, signals.rateHz),
  );
  const { emgScales, strangerScale, scalesOf } = emgScalesOf(recordings, aligned, rowRoles);
  const items = recordings.map((recording, at) => ({
    recording,
    aligned: aligned[at]!,
    torque: knownTorque(recording, aligned[at]!, joint),
    envelopes: normalised(aligned[at]!.envelopes, scalesOf(at)),
    trainable: rowRoles[at]!.map((role) => role === roles.train),
  }));
  const labels = labelRecordings(items, joint, signals, manifest.labels);

  const channels = signals.emg.channels.map((channel) => channel.column);
  const trained = recordings.filter((_, at) => rowRoles[at]!.includes(roles.train));
  const inputNames = [...featureNames(channels, features), ...namesSeen(trained, features.names)];
  const hasForces = labels.some(({ source }) => source !== 'none');
  const muscleNames = hasForces ? joint.muscles.map((muscle) => muscle.name) : [];
  const tables = items.map((item, at) => {
    const ofEmg = buildFeatures(item.envelopes, features, signals.rateHz);
    const inputs = withNames(ofEmg, inputNames, item.recording);
    return tableOf(at, item, labels[at]!, inputs, rowRoles[at]!, { inputNames, muscleNames });
  });
  const table = concatTables(tables);
  if (!table.role.some((role) => role === roles.train)) throw new FaultError([nothingToLearn(manifest)]);

  const problem: Problem = {
    version: 1,
    study: manifest.study,
    run,
    joint: joint.name,
    anglePositive: joint.positive,
    angleRangeRad: joint.rangeRad,
    signals,
    features,
    training,
    ensemble: manifest.ensemble,
    subdomains: manifest.subdomains,
    inputNames,
    ...measureScales(table, joint),
    recordings: items.map(({ recording, torque }) => ({
      file: recording.file,
      site: recording.site,
      subject: recording.subject,
      task: recording.task,
      posture: recording.posture,
      physics: torque.physics,
      ...(torque.dynamics ? { dynamics: torque.dynamics } : {}),
    })),
    emgScales,
    ...(strangerScale ? { strangerScale } : {}),
  };
  return {
    table,
    problem,
    labels: labels.map(({ forceN: _, ...label }, at) => ({
      file: recordings[at]!.file,
      physics: items[at]!.torque.physics,
      rows: aligned[at]!.timeS.length,
      ...label,
    })),
  };
}

function jointOf(manifest: Manifest): Joint {
  const found = studyJoint(manifest, () => undefined);
  if ('faults' in found) throw new FaultError(found.faults);
  return found.joint;
}

function normalised(envelopes: readonly Float64Array[], scales: readonly number[]): Float64Array[] {
  return envelopes.map((envelope, channel) => normalise(envelope, scales[channel]!));
}

const unused = 255;
const gapS = 1;
const validationShare = 0.1;
const shortestValidationS = 1;

/**
 * One role a row. Rows whose lags reach before the start serve nothing. Of a recording held out in part, the last
 * quarter, after a gap of one second. Of what is left to train on, the last tenth serves validation (it stops the
 * training and chooses the ensemble's mode), where that is a second at least.
 */
function rolesOfRows(rows: number, holdOut: HoldOut, warmUp: number, rateHz: number): number[] {
  const role: number[] = new Array(rows).fill(unused);
  const paint = (from: number, to: number, value: Role) => {
    for (let row = Math.max(from, warmUp); row < to; row++) role[row] = value;
  };
  if (holdOut === 'held-out') paint(0, rows, roles.heldOut);
  if (holdOut === 'validation') paint(0, rows, roles.validation);
  if (holdOut !== 'train' && holdOut !== 'last-quarter') return role;

  const heldOutStart = holdOut === 'last-quarter' ? Math.round(rows * 0.75) : rows;
  const trainEnd = holdOut === 'last-quarter' ? heldOutStart - Math.round(gapS * rateHz) : rows;
  const validationRows = Math.round(validationShare * (trainEnd - warmUp));
  const hasValidation = validationRows >= shortestValidationS * rateHz;
  const validationStart = hasValidation ? trainEnd - validationRows : trainEnd;
  paint(0, validationStart, roles.train);
  paint(validationStart, trainEnd, roles.validation);
  paint(heldOutStart, rows, roles.heldOut);
  return role;
}

/**
 * What normalised 1 stands for: the 95th percentile of each channel over a subject's training rows. Somebody of whom all
 * recordings are held out is a stranger: each of them is normalised as a prediction would do it.
 */
function emgScalesOf(
  recordings: readonly Recording[],
  aligned: readonly AlignedRecording[],
  rowRoles: readonly (readonly number[])[],
) {
  const channels = aligned[0]!.envelopes.map((_, channel) => channel);
  const training = aligned.map(({ envelopes }, at) =>
    envelopes.map((envelope) => envelope.filter((_, row) => rowRoles[at]![row] === roles.train)),
  );
  const trained = recordings.map((_, at) => at).filter((at) => rowRoles[at]!.includes(roles.train));
  const emgScales: Record<string, number[]> = {};
  const pairs: ScalePair[] = [];
  for (const [subject, own] of Map.groupBy(trained, (at) => recordings[at]!.subject)) {
    const ofSubject = channels.map((channel) => channelScale(own.map((at) => training[at]![channel]!)));
    emgScales[subject] = ofSubject;
    if (own.length < 2) continue;
    for (const at of own)
      pairs.push({ subject, own: training[at]!.map((envelope) => channelScale([envelope])), ofSubject });
  }
  const strangerScale = fitStrangerScale(pairs);
  const scalesOf = (at: number) =>
    emgScales[recordings[at]!.subject] ??
    strangerScales(
      strangerScale,
      aligned[at]!.envelopes.map((envelope) => channelScale([envelope])),
    );
  return { emgScales, strangerScale, scalesOf };
}

function tableOf(
  at: number,
  item: { aligned: AlignedRecording; torque: KnownTorque },
  label: ForceLabel,
  inputs: Float32Array,
  rowRoles: readonly number[],
  names: { inputNames: readonly string[]; muscleNames: readonly string[] },
): SampleTable {
  const used = rowRoles.flatMap((role, row) => (role === unused ? [] : [row]));
  const table = emptyTable(used.length, names.inputNames, names.muscleNames);
  const width = names.inputNames.length;
  const muscles = names.muscleNames.length;
  for (const [to, from] of used.entries()) {
    table.inputs.set(inputs.subarray(from * width, (from + 1) * width), to * width);
    if (muscles > 0)
      table.forceN.set(label.forceN.subarray(from * muscles, (from + 1) * muscles), to * muscles);
    table.timeS[to] = item.aligned.timeS[from]!;
    table.recording[to] = at;
    table.role[to] = rowRoles[from]!;
    // A recording's roles follow each other in time, so two numbers tell its stretches apart.
    table.block[to] = at * 4 + rowRoles[from]!;
    table.angleRad[to] = item.aligned.angleRad[from]!;
    table.torqueNm[to] = item.torque.torqueNm[from]!;
  }
  return table;
}

function nothingToLearn(manifest: Manifest): Fault {
  return {
    code: 'TRAINING_EMPTY',
    what: 'No recording is left to train on.',
    where: { file: 'study.json', column: 'recordings' },
    found: `${manifest.recordings.length} recordings, all held out or shorter than the oldest lag`,
    expected: 'at least one recording to train on',
    fix: 'Give at least one recording the split "train", or leave split out.',
  };
}
