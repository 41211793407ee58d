import { type Fault, FaultError } from '../../base/faults/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { withMuscles } from '../../physics/biomechanics/index.ts';
import { channelScale, normalise } from '../../physics/signals/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import { studyJoint } from '../../study/manifest/index.ts';
import type { RecordingFacts } from '../../study/recordings/index.ts';
import {
  buildFeatures,
  featureNames,
  fitStrangerScale,
  nameRange,
  nameScale,
  namesSeen,
  namesWithoutInputs,
  type ScalePair,
  storedFeatures,
  strangerScales,
  warmUpRows,
} from '../inputs/index.ts';
import type { RecordingOnGrid } from './align.ts';
import { type Division, divisionOf } from './division.ts';
import { chooseHoldOut, gapS, type HoldOut } from './hold-out.ts';
import { inputSources } from './input-sources.ts';
import {
  type ForceLabel,
  type KnownTorque,
  knownTorque,
  labelRecordings,
  type RecordingToLabel,
} from './label.ts';
import { columnsOfQuantity, outputNamesOf } from './outputs.ts';
import { emptyTable, type RowUse, rowUses, type SampleTable } from './sample-table.ts';
import { measureScales } from './scales.ts';
import { torqueWarnings } from './torque-warnings.ts';
import { problemVersion, type TrainingProblem } from './training-problem.ts';

/** A prepared study: its rows, and the problem that its sub-domains share. */
export interface PreparedStudy {
  /**
   * Every row of every recording, with the envelope, mean and deviation of each channel; rows without another use are history.
   * `withInputs` computes the inputs of the networks.
   */
  readonly table: SampleTable;
  readonly problem: TrainingProblem;
  readonly labels: readonly LabelSummary[];
  /** Deviations from the manifest, and torques that the muscles often cannot give. */
  readonly warnings: readonly Fault[];
}

/** Source and method of the force labels of one recording. */
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
 * @param whole the study's joint with all its muscles; needed if the joint is in a separate file
 * @param onTaken called with the index of each recording once its rows are in the table; the recording may then be freed
 * @throws FaultError TRAINING_EMPTY if no training row is left, and faults of the equation of motion
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 * import { prepareStudy, recordingOnGrid } from 'sarcomere/train';
 *
 * const { files } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 6 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { joint, recordings } = checkStudy(manifest, read);
 * const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
 * const { table, problem } = prepareStudy(onGrid, manifest, 'my-run', joint);
 * problem.muscles.map(({ name }) => name); // => ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU']
 * table.labels.length === table.rows * problem.outputs.length; // => true
 */
export function prepareStudy(
  recordings: readonly RecordingOnGrid[],
  manifest: Manifest,
  run: string,
  whole: Joint = jointOf(manifest),
  onTaken: (at: number) => void = () => undefined,
): PreparedStudy {
  const joint = withMuscles(whole, manifest.muscles);
  const { signals, features, training } = manifest;
  const facts = recordings.map(({ recording }) => recording);
  const holdOut = chooseHoldOut(facts, training.seed);
  const warmUp = warmUpRows(features, signals.rateHz);
  const useOfRows = recordings.map(({ aligned }, at) =>
    rowUsesOf(aligned.timeS.length, holdOut[at]!, warmUp, signals.rateHz),
  );
  const { emgScales, strangerScale, scalesOf } = emgScalesOf(recordings, useOfRows);
  const items = recordings.map(
    ({ recording, aligned }, at): RecordingToLabel => ({
      recording,
      aligned,
      torque: knownTorque(recording, aligned, joint),
      isTrainable: (row) => useOfRows[at]![row] === rowUses.train,
      // Computed at each access, since envelopes are most of a recording's memory.
      get envelopes() {
        return normalised(aligned.envelopes, scalesOf(at));
      },
    }),
  );

  const channels = signals.emg.channels.map((channel) => channel.column);
  const trained = facts.filter((_, at) => useOfRows[at]!.includes(rowUses.train));
  const emgNames = featureNames(channels, features);
  const names = namesSeen(trained, features.names);
  const hasTorque = items.some(({ torque, isTrainable }) => isTorqueMeasured(torque, isTrainable));
  const cards = items.map(({ recording, torque }) => ({
    file: recording.file,
    site: recording.site,
    subject: recording.subject,
    task: recording.task,
    posture: recording.posture,
    physics: torque.physics,
    ...(hasTorque && recording.participant?.massKg !== undefined
      ? { massKg: recording.participant.massKg }
      : {}),
    ...(torque.dynamics ? { dynamics: torque.dynamics } : {}),
  }));
  const hasForces = items.some(({ aligned, torque }) => aligned.forceN || torque.physics !== 'none');
  const stored = storedFeatures(features);
  const table = emptyTable(
    useOfRows.reduce((rows, own) => rows + own.length, 0),
    featureNames(channels, stored),
    outputNamesOf(joint.coordinates, hasForces ? joint.muscles : [], hasTorque),
  );
  const labels: LabelSummary[] = [];
  let start = 0;
  for (const label of labelRecordings(items, joint, signals, manifest.labels)) {
    const at = labels.length;
    const item = items[at]!;
    const inputs = buildFeatures(item.envelopes, stored, signals.rateHz);
    start = writeRows(table, start, at, { item, label, inputs, useOfRows: useOfRows[at]! });
    const { forceN: _, ...summary } = label;
    const rows = item.aligned.timeS.length;
    labels.push({ file: item.recording.file, physics: item.torque.physics, rows, ...summary });
    delete items[at];
    onTaken(at);
  }
  if (!table.use.some((use) => use === rowUses.train)) throw new FaultError([nothingToLearn(manifest)]);

  const scales = measureScales(table, joint, inputSources(table.inputNames, emgNames, signals.rateHz));
  const problem: TrainingProblem = {
    version: problemVersion,
    study: manifest.study,
    run,
    joint: joint.name,
    signals,
    features,
    training,
    ensemble: manifest.ensemble,
    subdomains: divisionOfUses(manifest, facts, useOfRows),
    inputNames: [...emgNames, ...names],
    ...scales,
    inputScales: [...scales.inputScales, ...names.map(() => nameScale)],
    inputRanges: [...scales.inputRanges, ...names.map(() => nameRange)],
    recordings: cards,
    emgScales,
    ...(strangerScale ? { strangerScale } : {}),
  };
  const warnings = [...namesWithoutInputs(trained, features.names), ...torqueWarnings(labels, joint.name)];
  return { table, problem, labels, warnings };
}

/**
 * The division of a study whose recordings are known but not yet filtered.
 *
 * @param gridRows rows of each recording on the model's grid
 */
export function divisionOfStudy(
  manifest: Manifest,
  facts: readonly RecordingFacts[],
  gridRows: readonly number[],
): Division {
  const { signals, features, training } = manifest;
  const holdOut = chooseHoldOut(facts, training.seed);
  const warmUp = warmUpRows(features, signals.rateHz);
  const useOfRows = gridRows.map((rows, at) => rowUsesOf(rows, holdOut[at]!, warmUp, signals.rateHz));
  return divisionOfUses(manifest, facts, useOfRows);
}

function divisionOfUses(
  { subdomains }: Manifest,
  facts: readonly RecordingFacts[],
  useOfRows: readonly Uint8Array[],
): Division {
  const trainRowsOf = (own: Uint8Array) =>
    own.reduce((rows, use) => rows + (use === rowUses.train ? 1 : 0), 0);
  return divisionOf(
    subdomains,
    facts.map(({ subject, task }, at) => ({ subject, task, trainRows: trainRowsOf(useOfRows[at]!) })),
  );
}

function jointOf(manifest: Manifest): Joint {
  const found = studyJoint(manifest, () => undefined);
  if ('faults' in found) throw new FaultError(found.faults);
  return found.joint;
}

function normalised(envelopes: readonly Float64Array[], scales: readonly number[]): Float64Array[] {
  return envelopes.map((envelope, channel) => normalise(envelope, scales[channel]!));
}

const validationShare = 0.1;
const shortestValidationS = 1;

/**
 * The use of each row. Rows whose lags reach before the start are history, and so are gaps. In a recording held out in part,
 * the last quarter is held out, after a gap of one second. Of the remaining rows the last tenth is for validation (which stops
 * the training and chooses the mode), if that is at least one second.
 */
function rowUsesOf(rows: number, holdOut: HoldOut, warmUp: number, rateHz: number): Uint8Array {
  const use = new Uint8Array(rows).fill(rowUses.history);
  const paint = (from: number, to: number, value: RowUse) => {
    for (let row = Math.max(from, warmUp); row < to; row++) use[row] = value;
  };
  if (holdOut === 'held-out') paint(0, rows, rowUses.heldOut);
  if (holdOut === 'validation') paint(0, rows, rowUses.validation);
  if (holdOut !== 'train' && holdOut !== 'last-quarter') return use;

  const heldOutStart = holdOut === 'last-quarter' ? Math.round(rows * 0.75) : rows;
  const trainEnd = holdOut === 'last-quarter' ? heldOutStart - Math.round(gapS * rateHz) : rows;
  const validationRows = Math.round(validationShare * (trainEnd - warmUp));
  const hasValidation = validationRows >= shortestValidationS * rateHz;
  const validationStart = hasValidation ? trainEnd - validationRows : trainEnd;
  paint(0, validationStart, rowUses.train);
  paint(validationStart, trainEnd, rowUses.validation);
  paint(heldOutStart, rows, rowUses.heldOut);
  return use;
}

/**
 * EMG scales, which normalise to 1: the 95th percentile of each channel over a subject's training rows. If all recordings of a
 * subject are held out, each of them is normalised like a prediction for a subject without training data.
 */
function emgScalesOf(recordings: readonly RecordingOnGrid[], useOfRows: readonly Uint8Array[]) {
  const subjectOf = (at: number) => recordings[at]!.recording.subject;
  const trainingOf = (at: number) =>
    recordings[at]!.aligned.envelopes.map((envelope) =>
      envelope.filter((_, row) => useOfRows[at]![row] === rowUses.train),
    );
  const trained = recordings.map((_, at) => at).filter((at) => useOfRows[at]!.includes(rowUses.train));
  const emgScales: Record<string, number[]> = {};
  const pairs: ScalePair[] = [];
  for (const [subject, own] of Map.groupBy(trained, subjectOf)) {
    const training = own.map(trainingOf);
    const ofSubject = training[0]!.map((_, channel) =>
      channelScale(training.map((envelopes) => envelopes[channel]!)),
    );
    emgScales[subject] = ofSubject;
    if (own.length < 2) continue;
    for (const envelopes of training) {
      pairs.push({ subject, own: envelopes.map((envelope) => channelScale([envelope])), ofSubject });
    }
  }
  const strangerScale = fitStrangerScale(pairs);
  const scalesOf = (at: number) =>
    emgScales[subjectOf(at)] ??
    strangerScales(
      strangerScale,
      recordings[at]!.aligned.envelopes.map((envelope) => channelScale([envelope])),
    );
  return { emgScales, strangerScale, scalesOf };
}

/** True if a training row of the recording has a measured torque. */
function isTorqueMeasured(torque: KnownTorque, isTrainable: (row: number) => boolean): boolean {
  if (torque.physics !== 'measured torque') return false;
  return torque.torqueNm.some((value, row) => isTrainable(row) && !Number.isNaN(value));
}

/** Writes the rows of one recording into the study's table. @returns the index of the next free row */
function writeRows(
  table: SampleTable,
  start: number,
  at: number,
  {
    item,
    label,
    inputs,
    useOfRows,
  }: { item: RecordingToLabel; label: ForceLabel; inputs: Float32Array; useOfRows: Uint8Array },
): number {
  const width = table.outputs.length;
  // A recording has one angle and one torque.
  const [angle] = columnsOfQuantity(table.outputs, 'angle');
  const forces = columnsOfQuantity(table.outputs, 'force');
  const [torque] = columnsOfQuantity(table.outputs, 'torque');
  const { torqueNm, physics } = item.torque;
  table.inputs.set(inputs, start * table.inputNames.length);
  for (const [from, use] of useOfRows.entries()) {
    const to = start + from;
    table.timeS[to] = item.aligned.timeS[from]!;
    table.recording[to] = at;
    table.use[to] = use;
    // The uses of a recording follow one another in time, so recording and use identify a stretch.
    table.block[to] = at * 8 + use;
    // History rows have nothing but EMG.
    if (use === rowUses.history) continue;
    table.labels[to * width + angle!] = item.aligned.angleRad[from]!;
    for (const [muscle, column] of forces.entries()) {
      table.labels[to * width + column] = label.forceN[from * forces.length + muscle]!;
    }
    table.torqueNm[to] = torqueNm[from]!;
    // A task whose torque is known by the equation of motion alone must have labels too: forces are projected onto the torque.
    const isLabel = physics === 'measured torque' || use !== rowUses.heldOut;
    if (torque !== undefined && isLabel) table.labels[to * width + torque] = torqueNm[from]!;
  }
  return start + useOfRows.length;
}

function nothingToLearn(manifest: Manifest): Fault {
  return {
    code: 'TRAINING_EMPTY',
    what: 'No recording is left for training.',
    where: { file: 'study.json', column: 'recordings' },
    found: `${manifest.recordings.length} recordings, all held out or shorter than the oldest lag`,
    expected: 'at least one recording for training',
    fix: 'Give at least one recording the split "train", or leave split out.',
  };
}
