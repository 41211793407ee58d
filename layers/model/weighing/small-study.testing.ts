import { manifestSchema } from '../../study/manifest/index.ts';
import type { RecordingCard, TrainingProblem } from '../dataset/index.ts';
import {
  labelsOf,
  networkShapeOf,
  problemVersion,
  type RowUse,
  rowUses,
  type SampleTable,
} from '../dataset/index.ts';
import { emptyTable } from '../dataset/testing.ts';
import { featureNames, nameInputs, namesSeen } from '../inputs/index.ts';
import { initialParameters, type LocalNetwork, toLayersModel, toLocalNetwork } from '../network/index.ts';
import { angleOutput, forceOutput } from '../training/testing.ts';
import type { CollectedLocalModel } from './open-local-model.ts';

/** Two subjects at two sites, three tasks. */
const recordings: readonly RecordingCard[] = [
  { file: 'a.csv', site: 'bogota', subject: 'ana', task: 'walk', posture: 'unknown', physics: 'none' },
  { file: 'b.csv', site: 'bogota', subject: 'ana', task: 'sit', posture: 'unknown', physics: 'none' },
  { file: 'c.csv', site: 'lyon', subject: 'ben', task: 'walk', posture: 'unknown', physics: 'none' },
  { file: 'd.csv', site: 'lyon', subject: 'ben', task: 'rise', posture: 'unknown', physics: 'none' },
];

/** A knee with one EMG channel at two lags and two muscles; its networks train in an instant. */
export function smallProblem(changes: Partial<TrainingProblem> = {}): TrainingProblem {
  const { signals, features, training, ensemble } = manifestSchema.parse({
    version: 1,
    study: 'small',
    joint: 'knee',
    signals: {
      emg: { kind: 'envelope', unit: 'mV', channels: [{ column: 'emg', muscle: 'rect_fem_r' }] },
      angle: { column: 'angle' },
    },
    features: { lagsMs: [0, 100], contextS: 0.5, compression: 'none', names: [] },
    training: { hidden: [4], epochs: 3, batchRows: 64, lbfgsIterations: 3, physicsWeight: 0 },
    recordings: [{ file: 'a.csv', subject: 'ana' }],
  });
  const chosen = changes.features ?? features;
  const inputNames = changes.inputNames ?? [
    ...featureNames(['emg'], chosen),
    ...namesSeen(recordings, chosen.names),
  ];
  const muscles = changes.muscles ?? [
    { name: 'rect_fem_r', maxIsometricForceN: 1000, momentArmsM: [[0.04]] },
    { name: 'bifemlh_r', maxIsometricForceN: 900, momentArmsM: [[-0.03]] },
  ];
  const names = new Set(nameInputs(inputNames).map(({ column }) => column));
  return {
    version: problemVersion,
    study: 'small',
    run: 'r1',
    joint: 'knee',
    signals,
    features,
    training,
    ensemble,
    subdomains: { by: 'time', count: 8 },
    inputNames,
    inputScales: inputNames.map((_, at) =>
      names.has(at) ? { mean: 0, deviation: 1 } : { mean: 0.1 * at, deviation: 1 + 0.1 * at },
    ),
    inputRanges: inputNames.map(() => [0, 2] as const),
    coordinates: [
      {
        name: 'knee',
        unit: 'rad',
        positive: 'extension',
        rangeRad: [-2, 0.2],
        torqueScaleNm: 1,
        limit: { stiffnessNm: 0, steepnessPerRad: 1, upperRad: 0, lowerRad: 0 },
      },
    ],
    muscles,
    outputs: [
      angleOutput('knee', { mean: 0.2, deviation: 0.5 }),
      // Scales of 100 and 50 N.
      ...muscles.map(({ name }, at) => forceOutput(name, 100 / (at + 1))),
    ],
    recordings,
    emgScales: { ana: [0.5], ben: [0.25] },
    ...changes,
  };
}

/** Consecutive rows of one recording with one use; recording and use together name a block. */
export interface SmallRows {
  readonly recording: number;
  readonly use?: RowUse;
  readonly rows: number;
}

/** A table of such stretches: smooth inputs with the names of the recordings, and labels that depend on them. */
export function smallTable(problem: TrainingProblem, stretches: readonly SmallRows[]): SampleTable {
  const rows = stretches.reduce((sum, stretch) => sum + stretch.rows, 0);
  const table = emptyTable(rows, problem.inputNames, problem.outputs);
  const width = table.inputNames.length;
  const names = nameInputs(table.inputNames);
  let row = 0;
  for (const { recording, use = rowUses.train, rows: length } of stretches) {
    for (let step = 0; step < length; step++, row++) {
      table.timeS[row] = step / 50;
      table.recording[row] = recording;
      table.use[row] = use;
      table.block[row] = recording * 4 + use;
      for (let at = 0; at < width; at++) {
        table.inputs[row * width + at] = 1 + Math.sin(0.1 * row + at + recording);
      }
      for (const { column, by, name } of names) {
        table.inputs[row * width + column] = problem.recordings[recording]![by] === name ? 1 : 0;
      }
      const drive = table.inputs[row * width]!;
      const angleRad = 0.4 * drive - 0.1 * Math.cos(0.05 * row);
      const forces = [100 * drive, 30 + 20 * Math.sin(0.07 * row)];
      const torqueNm = problem.muscles.reduce(
        (sum, { momentArmsM }, at) => sum + (momentArmsM[0]![0] ?? 0) * (forces[at] ?? 0),
        0,
      );
      const hasTorque = problem.outputs.some(({ quantity }) => quantity === 'torque');
      table.labels.set([angleRad, ...forces, ...(hasTorque ? [torqueNm] : [])], row * table.outputs.length);
      table.torqueNm[row] = torqueNm;
    }
  }
  return table;
}

/** A network of the problem's shape with the weights of a seed: untrained, yet a function like any other. */
export function smallNetwork(problem: TrainingProblem, seed: number): LocalNetwork {
  const shape = networkShapeOf(problem);
  return toLocalNetwork(initialParameters(shape, seed), shape, problem);
}

/** Such a network, as aggregate-models opens it. */
export function smallLocalModel(
  problem: TrainingProblem,
  { id, seed, error, kind = 'local' }: { id: string; seed: number; error: number; kind?: 'local' | 'single' },
): CollectedLocalModel {
  const network = smallNetwork(problem, seed);
  const { model, weights } = toLayersModel(network, smallMetadata(problem, id));
  const { weightsManifest } = model;
  return { id, kind, label: `label of ${id}`, error, learned: network, weightsManifest, weights };
}

/** Where a local model belongs, as train-subdomain writes it. */
export function smallMetadata(
  { study, run, joint, coordinates, inputNames }: TrainingProblem,
  subdomain: string,
) {
  const anglePositive = coordinates[0]!.positive;
  return { study, run, subdomain, joint, anglePositive, inputs: inputNames };
}

/** The labels of a table as predictions: the angle, and rows x muscles of forces. */
export function labelsApart(table: SampleTable): {
  readonly angleRad: Float32Array;
  readonly forceN: Float32Array;
} {
  const width = table.outputs.length;
  return { angleRad: labelsOf(table, 0), forceN: table.labels.filter((_, at) => at % width > 0) };
}

/**
 * An angle and the forces as the answer of a model.
 *
 * @param angleRad one a row
 * @param forceN rows x muscles; none of a model without forces
 */
export function answerOf(angleRad: ArrayLike<number>, forceN: ArrayLike<number> = []) {
  const rows = angleRad.length;
  const muscles = rows === 0 ? 0 : forceN.length / rows;
  const outputs = 1 + muscles;
  const values = Float64Array.from({ length: rows * outputs }, (_, at) => {
    const [row, column] = [Math.floor(at / outputs), at % outputs];
    return column === 0 ? angleRad[row]! : forceN[row * muscles + column - 1]!;
  });
  return { values, outputs };
}
