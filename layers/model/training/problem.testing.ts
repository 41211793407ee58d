import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import type { Dynamics } from '../../physics/biomechanics/index.ts';
import { manifestSchema } from '../../study/manifest/index.ts';
import type { OutputCard, RecordingCard, TrainingProblem } from '../dataset/index.ts';
import { problemVersion, type RowUse, rowUses, type SampleTable } from '../dataset/index.ts';
import { emptyTable } from '../dataset/testing.ts';
import { loadTensorBackend, type TensorBackend } from './tensor/backend.ts';

/** The WebAssembly backend, which every machine has, even if a native one is installed. */
export async function wasmBackend(): Promise<TensorBackend> {
  const { tf } = await loadTensorBackend();
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(`${folder}/`);
  await tf.setBackend('wasm');
  return { tf, backend: tf.getBackend() };
}

/** Numbers from -1 to 1, and whole ones, the same for the same seed. */
export function numbers(seed: number) {
  const generator = xoroshiro128plus(seed);
  return {
    next: () => 2 * uniformFloat64(generator) - 1,
    whole: (least: number, most: number) => uniformInt(generator, least, most),
  };
}

const limit = { stiffnessNm: 0.05, steepnessPerRad: 12, upperRad: 0.5, lowerRad: -0.4 };

const dynamics: Dynamics = {
  inertiaKgM2: 0.004,
  dampingNmSPerRad: 0.03,
  gravityCosNm: 0.4,
  gravitySinNm: -0.25,
  elasticNmPerRad: 0,
  elasticRestRad: 0,
  limit,
};

const card = { site: 'site1', subject: 's1', task: 'task', posture: 'palm-down' };

/** One recording for each source of the residual. */
export const recordingCards: readonly RecordingCard[] = [
  { ...card, file: 'torque.csv', physics: 'measured torque' },
  { ...card, file: 'gravity.csv', physics: 'equation of motion', dynamics },
  {
    ...card,
    file: 'elastic.csv',
    physics: 'equation of motion',
    dynamics: { ...dynamics, gravityCosNm: 0, elasticNmPerRad: 0.8, elasticRestRad: 0.2 },
  },
  { ...card, file: 'none.csv', physics: 'none' },
];

const defaults = manifestSchema.parse({
  version: 1,
  study: 'test',
  joint: 'wrist',
  signals: {
    emg: { kind: 'envelope', channels: [{ column: 'emg', muscle: 'FCR' }] },
    angle: { column: 'angle' },
  },
  recordings: [{ file: 'torque.csv', subject: 's1' }],
});

/** A problem of any size with uneven scales; moment arms of either sign, of one to three coefficients. */
export function testProblem(
  inputs: number,
  muscles: number,
  training: Partial<TrainingProblem['training']> = {},
): TrainingProblem {
  const arms = [[0.012, 0.004], [-0.015, 0.002, -0.003], [0.009]];
  return {
    version: problemVersion,
    study: 'test',
    run: 'run',
    joint: 'wrist',
    signals: defaults.signals,
    features: defaults.features,
    training: { ...defaults.training, ...training },
    ensemble: defaults.ensemble,
    subdomains: { by: 'time', count: 8 },
    inputNames: Array.from({ length: inputs }, (_, at) => `input${at}`),
    inputScales: Array.from({ length: inputs }, (_, at) => ({ mean: 0.2 * at, deviation: 0.5 + 0.3 * at })),
    inputRanges: Array.from({ length: inputs }, () => [-1, 1] as const),
    coordinates: [
      { name: 'wrist', unit: 'rad', positive: 'flexion', rangeRad: [-0.7, 0.8], torqueScaleNm: 0.7, limit },
    ],
    muscles: Array.from({ length: muscles }, (_, at) => ({
      name: `muscle${at}`,
      maxIsometricForceN: 300,
      momentArmsM: [arms[at % arms.length]!],
    })),
    outputs: [
      angleOutput('wrist', { mean: 0.1, deviation: 0.35 }),
      ...Array.from({ length: muscles }, (_, at) => forceOutput(`muscle${at}`, 12 + 9 * at)),
    ],
    recordings: recordingCards,
    emgScales: { s1: [1] },
  };
}

/**
 * A problem with two coordinates of uneven scales. Every muscle pulls on both, with another arm on the second, and every torque
 * is measured.
 */
export function twoCoordinates(problem: TrainingProblem): TrainingProblem {
  const [first] = problem.coordinates;
  const [angle, ...forces] = problem.outputs;
  return {
    ...problem,
    coordinates: [first!, { ...first!, name: 'deviation', rangeRad: [-0.3, 0.4], torqueScaleNm: 1.3 }],
    muscles: problem.muscles.map((muscle, at) => ({
      ...muscle,
      momentArmsM: [...muscle.momentArmsM, [0.02 - 0.011 * at, 0.005]],
    })),
    outputs: [angle!, angleOutput('deviation', { mean: -0.05, deviation: 0.2 }), ...forces],
    recordings: problem.recordings.map(({ dynamics: _, ...card }) => ({
      ...card,
      physics: card.physics === 'none' ? 'none' : 'measured torque',
    })),
  };
}

/** The angle of a coordinate, as networks predict it. */
export function angleOutput(name: string, scale: MeanAndDeviation): OutputCard {
  return { name, quantity: 'angle', unit: 'rad', activation: 'linear', scale };
}

/** The force of a muscle, as networks predict it. */
export function forceOutput(name: string, scaleN: number): OutputCard {
  const scale = { mean: 0, deviation: scaleN };
  return { name, quantity: 'force', unit: 'N', activation: 'softplus', scale };
}

/** The problem with the torque about each coordinate as one more output, measured in every recording with physics. */
export function withTorque(problem: TrainingProblem): TrainingProblem {
  return {
    ...problem,
    muscles: problem.muscles.map((muscle) => ({ ...muscle, largestForceN: muscle.maxIsometricForceN })),
    outputs: [
      ...problem.outputs,
      ...problem.coordinates.map(({ name, torqueScaleNm }) => torqueOutput(name, torqueScaleNm)),
    ],
    recordings: problem.recordings.map(({ dynamics: _, ...card }) => ({
      ...card,
      physics: card.physics === 'none' ? 'none' : 'measured torque',
    })),
  };
}

/** The torque about a coordinate, as networks predict it. */
function torqueOutput(name: string, scaleNm: number): OutputCard {
  const scale = { mean: 0.3, deviation: scaleNm };
  return { name, quantity: 'torque', unit: 'N m', activation: 'linear', scale };
}

/** The problem with another scale of its first coordinate's angle. */
export function withAngleScale(problem: TrainingProblem, scale: MeanAndDeviation): TrainingProblem {
  return { ...problem, outputs: problem.outputs.with(0, { ...problem.outputs[0]!, scale }) };
}

/** The table with other labels of one output. */
export function withLabels(
  table: SampleTable,
  output: number,
  labelOf: (label: number, row: number) => number,
): SampleTable {
  const width = table.outputs.length;
  const labels = table.labels.map((label, at) =>
    at % width === output ? labelOf(label, Math.floor(at / width)) : label,
  );
  return { ...table, labels };
}

/** A stretch of consecutive rows of one recording. */
export interface RandomRows {
  readonly rows: number;
  /** Index into `recordingCards`. */
  readonly recording: number;
  readonly use?: RowUse;
}

/** Rows of random numbers, about a quarter of the labels missing. */
export function randomTable(
  problem: TrainingProblem,
  stretches: readonly RandomRows[],
  seed: number,
): SampleTable {
  const random = numbers(seed);
  const rows = stretches.reduce((sum, stretch) => sum + stretch.rows, 0);
  const table = emptyTable(rows, problem.inputNames, problem.outputs);
  const width = problem.outputs.length;
  const coordinates = problem.coordinates.length;
  const orMissing = (value: number) => (random.whole(0, 3) === 0 ? Number.NaN : value);
  let row = 0;
  for (const [block, stretch] of stretches.entries()) {
    for (let left = stretch.rows; left > 0; left--, row++) {
      table.timeS[row] = row / 50;
      table.block[row] = block;
      table.recording[row] = stretch.recording;
      table.use[row] = stretch.use ?? rowUses.train;
      for (let at = 0; at < coordinates; at++) {
        table.labels[row * width + at] = orMissing(0.5 * random.next());
        table.torqueNm[row * coordinates + at] = orMissing(random.next());
      }
      for (let at = coordinates; at < width; at++)
        table.labels[row * width + at] = orMissing(20 + 20 * random.next());
    }
  }
  for (let at = 0; at < table.inputs.length; at++) table.inputs[at] = random.next();
  return table;
}

/**
 * Rows that a network can learn: envelopes of two antagonists as sums of sines, the angle about their difference,
 * the forces in proportion, the torque what both deliver together. Four recordings, the last for validation.
 *
 * @param labelledShare the first rows of each recording that have an angle and forces; all have their torque
 */
export function learnableTable(problem: TrainingProblem, rows: number, labelledShare = 1): SampleTable {
  const table = emptyTable(4 * rows, problem.inputNames, problem.outputs);
  for (let row = 0; row < table.rows; row++) {
    const recording = Math.floor(row / rows);
    const time = (row % rows) / 50;
    const flexor = 0.5 + 0.4 * Math.sin(2.1 * time + recording);
    const extensor = 0.5 + 0.4 * Math.cos(1.3 * time - 2 * recording);
    const angle = 0.6 * Math.tanh(1.5 * (flexor - extensor));
    const forces = [30 * flexor, 40 * extensor];
    table.timeS[row] = time;
    table.block[row] = recording;
    table.recording[row] = 0;
    table.use[row] = recording === 3 ? rowUses.validation : rowUses.train;
    table.inputs.set([flexor, extensor], row * 2);
    table.torqueNm[row] = problem.muscles.reduce((sum, { momentArmsM }, at) => {
      const armM = momentArmsM[0]!.reduce((arm, coefficient, power) => arm + coefficient * angle ** power, 0);
      return sum + armM * forces[at]!;
    }, 0);
    if (recording < 3 && (row % rows) / rows >= labelledShare) continue;
    table.labels.set([angle, ...forces], row * 3);
  }
  return table;
}
