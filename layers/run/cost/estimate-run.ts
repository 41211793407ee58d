import { foldTraining } from '../../model/dataset/index.ts';
import { localForest } from '../../model/forest/index.ts';
import type { Needs, StudySize } from '../capacity/index.ts';
import { aggregateNeeds, inlineMapLimit, prepareNeeds } from '../capacity/index.ts';
import { prices } from './prices.ts';
import { speed } from './speed.ts';

/** The properties of a run that determine its cost. */
export interface RunSize {
  /** Training rows of each network, the single model among them. */
  readonly trainings: readonly number[];
  /** Training rows of each forest; absent: none. */
  readonly forests?: readonly number[];
  /** Training rows of each network, and of each forest, of each fold; absent: none. */
  readonly folds?: readonly { readonly networks: readonly number[]; readonly forests: readonly number[] }[];
  /** Parameters of one network. */
  readonly parameters: number;
  readonly epochs: number;
  readonly lbfgsIterations: number;
  readonly batchRows: number;
  readonly study: StudySize;
}

export interface Estimate {
  readonly usd: number;
  readonly minutes: number;
  /** Cost by purpose, USD. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Settings of an installation that determine cost and time: memory and time limits of its functions, and their concurrency. */
export interface Installation {
  readonly training: { readonly memoryMb: number; readonly timeoutS: number };
  readonly preparing: { readonly memoryMb: number };
  readonly aggregating: { readonly memoryMb: number };
  readonly trainingsAtOnce: number;
  readonly gpuJobsAtOnce: number;
}

/** A run whose trainings are Lambda functions. */
export function onLambda(size: RunSize, installation: Installation): Estimate {
  const { training, trainingsAtOnce } = installation;
  const onCore = [
    ...size.trainings.map((rows) => kernelS(size, rows)),
    ...forestTimes(size),
    ...foldTimes(size),
  ];
  const times = onCore.map((s) => s * speed.lambdaSlowdown);
  const calls = times.map((s) => Math.max(1, Math.ceil(s / training.timeoutS)));
  const billed = sum(times) + sum(calls) * speed.lambdaStartS;
  const frame = frameOf(size, installation);
  const parts = {
    training: billed * (training.memoryMb / 1024) * prices.lambdaGbSecond + sum(calls) * prices.lambdaRequest,
    'checking, weighing, publishing': frame.usd,
    'state machine': stateTransitions(size, sum(calls)) * prices.stateTransition,
    storage: storageUsd(size),
  };
  const busy = times.map((s, at) => s + calls[at]! * speed.lambdaStartS);
  const isInline = times.length <= inlineMapLimit;
  const atOnce = isInline ? inlineMapLimit : trainingsAtOnce;
  return { usd: sum(Object.values(parts)), minutes: (sideBySide(busy, atOnce) + frame.seconds) / 60, parts };
}

/** A run whose networks are trained by Batch jobs on spot GPUs. Forests are grown, and folds trained, by functions. */
export function onGpu(size: RunSize, installation: Installation): Estimate {
  const times = size.trainings.map((rows) => gpuS(size, rows) + speed.gpuJobStartS);
  const forests = [...forestTimes(size), ...foldTimes(size)].map(
    (s) => s * speed.lambdaSlowdown + speed.lambdaStartS,
  );
  const instances = Math.min(installation.gpuJobsAtOnce, times.length);
  const frame = frameOf(size, installation);
  const parts = {
    training:
      ((sum(times) + instances * speed.gpuInstanceStartS) / 3600) * prices.gpuSpotHour +
      sum(forests) * (installation.training.memoryMb / 1024) * prices.lambdaGbSecond +
      forests.length * prices.lambdaRequest,
    'checking, weighing, publishing': frame.usd,
    'state machine': stateTransitions(size, times.length + forests.length) * prices.stateTransition,
    storage: storageUsd(size),
  };
  const seconds = speed.gpuInstanceStartS + sideBySide(times, instances) + frame.seconds;
  return { usd: sum(Object.values(parts)), minutes: seconds / 60, parts };
}

function passesOf({ epochs, lbfgsIterations }: RunSize): number {
  return epochs + lbfgsIterations * speed.passesPerLbfgsIteration;
}

export function kernelS(size: RunSize, rows: number): number {
  return rows * size.parameters * passesOf(size) * speed.kernelNsPerRowParameterPass * 1e-9;
}

/** Seconds of each fold on one core. */
export function foldTimes(size: RunSize): number[] {
  const { shareOfEpochs, trees } = foldTraining;
  const brief = { ...size, epochs: shareOfEpochs * size.epochs, lbfgsIterations: 0 };
  return (size.folds ?? []).map(
    ({ networks, forests }) =>
      sum(networks.map((rows) => kernelS(brief, rows))) +
      (trees / localForest.trees) * sum(forestTimes({ forests, study: size.study })),
  );
}

/** Seconds of each forest on one core. */
export function forestTimes({ forests = [], study }: Pick<RunSize, 'forests' | 'study'>): number[] {
  const inputs = study.emgInputs + study.nameInputs;
  const { trees, leaf, mostRows } = localForest;
  return forests.map((rows) => {
    const grown = Math.min(rows, mostRows);
    const levels = Math.log2(Math.max(2, grown / leaf));
    return grown * inputs * trees * levels * speed.forestNsPerRowInputTreeLevel * 1e-9;
  });
}

export function gpuS(size: RunSize, rows: number): number {
  const steps =
    size.epochs * Math.ceil(rows / size.batchRows) + size.lbfgsIterations * speed.passesPerLbfgsIteration;
  return steps * speed.gpuStepS;
}

/** Memory and time of the steps before and after the Map. */
export function framesOf({ study }: RunSize): Readonly<Record<'prepare-study' | 'aggregate-models', Needs>> {
  return { 'prepare-study': prepareNeeds(study), 'aggregate-models': aggregateNeeds(study) };
}

/** Seconds and cost of these steps on their functions. */
function frameOf(size: RunSize, installation: Installation) {
  const { 'prepare-study': preparing, 'aggregate-models': aggregating } = framesOf(size);
  const steps = [
    { seconds: speed.lambdaStartS + preparing.seconds, memoryMb: installation.preparing.memoryMb },
    { seconds: speed.lambdaStartS + aggregating.seconds, memoryMb: installation.aggregating.memoryMb },
  ];
  return {
    seconds: sum(steps.map(({ seconds }) => seconds)),
    usd: sum(steps.map(({ seconds, memoryMb }) => seconds * (memoryMb / 1024) * prices.lambdaGbSecond)),
  };
}

/** Two for each call (training, check of its answer), two for each sub-domain (choice, end), and ten for the states around them. */
function stateTransitions({ trainings, forests = [], folds = [] }: RunSize, calls: number): number {
  return 10 + 2 * (trainings.length + forests.length + folds.length) + 2 * calls;
}

/** One month of storage for everything that a run writes, and its requests. */
function storageUsd({ trainings, forests = [], parameters, study }: RunSize): number {
  // A forest's bytes are in its folder and in the model.
  const bytesOfForests = sum(forests) * 2 * 110;
  const bytes = 3e6 * study.filesMb + trainings.length * parameters * 4 * 4 + bytesOfForests;
  const models = trainings.length + forests.length;
  const puts = 12 * models;
  const gets = 15 * models;
  return (bytes / 1e9) * prices.s3GbMonth + puts * prices.s3Put + gets * prices.s3Get;
}

/** Time until all are done: the longest one, or the sum divided by the number of workers if that is longer. */
export function sideBySide(times: readonly number[], workers: number): number {
  const longest = times.reduce((most, time) => Math.max(most, time), 0);
  return Math.max(longest, sum(times) / workers);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
