import { median } from '../../../layers/base/numbers/index.ts';
import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import {
  prepareStudy,
  recordingOnGrid,
  type SampleTable,
  takeRows,
  withInputs,
} from '../../../layers/model/dataset/index.ts';
import { Trainer } from '../../../layers/model/training/index.ts';
import { kernelEngine, kernelModule } from '../../../layers/model/training/testing.ts';
import { parseManifest } from '../../../layers/study/manifest/index.ts';
import { checkStudy } from '../../../layers/study/recordings/index.ts';
import { simulateStudy } from '../../../layers/study/simulation/testing.ts';
import { raceCase } from './race-case.ts';

type Training = Partial<TrainingProblem['training']>;

/** Of the rates and batches tried on other draws, the ones with which Adam alone is quickest to the least error. */
const adam: Training = { optimiser: 'adam', batchRows: 256, learningRate: 3e-3 };
const adamAlone: Training = { ...adam, epochs: 300, lbfgsIterations: 0 };
const contenders: Readonly<Record<string, Training>> = {
  'SOAP 60, L-BFGS 20 (default)': {},
  'Adam 60, L-BFGS 40': { ...adam, epochs: 60, lbfgsIterations: 40 },
  'Adam 10, L-BFGS 150': { ...adam, epochs: 10, lbfgsIterations: 150 },
};
/** Each has data and initial parameters of its own: the error that one draw reaches is in part luck. */
const draws = [201, 202, 203, 204, 205, 206, 207, 208, 209];
/** So near its least error, Adam counts as level. */
const tolerance = 1.01;

/**
 * Seconds of one core to the validation error at which Adam alone levels off: within 1 % of the least that it finds in
 * 300 epochs. Everybody's time, Adam's too, is that of the first parameters which are as good, for training keeps the best.
 * Medians over the draws.
 */
export function measureRace() {
  const runs = draws.map((draw) => racesOf(draw).map((one) => ({ ...one, ...raceOf(one, draw) })));
  return runs[0]!.map(({ name, rows }, at) => {
    const ofCase = runs.map((run) => run[at]!);
    const others = Object.keys(contenders).map((contender) => {
      const shares = ofCase.map(({ others }) => others[contender]!.share);
      const leastErrors = ofCase.map(({ others }) => others[contender]!.leastError);
      const share = finiteOrNull(median(shares));
      return { name: contender, share, shares: shares.map(finiteOrNull), leastError: median(leastErrors) };
    });
    const middle = (of: 'level' | 'adamS' | 'adamEpochs') => median(ofCase.map((one) => one[of]));
    return {
      name,
      rows,
      level: middle('level'),
      adamS: middle('adamS'),
      adamEpochs: middle('adamEpochs'),
      others,
    };
  });
}

function racesOf(draw: number) {
  const { problem, table } = simulated(draw);
  const isFirst = (row: number) => problem.recordings[table.recording[row]!]!.subject === 's01';
  const rowsOfFirst = Array.from({ length: table.rows }, (_, row) => row).filter(isFirst);
  const races = [
    { name: 'learnable movement, 6-64-64-64-6', ...raceCase(600, {}, draw) },
    { name: 'one subject of the simulated wrist study', problem, table: takeRows(table, rowsOfFirst) },
    { name: 'the whole simulated wrist study', problem, table },
  ];
  return races.map((one) => ({ ...one, rows: one.table.rows }));
}

function raceOf({ table, problem }: { table: SampleTable; problem: TrainingProblem }, seed: number) {
  const alone = curveOf(table, problem, adamAlone, seed);
  const level = tolerance * leastOf(alone);
  const adamEpochs = alone.findIndex(({ error }) => error <= level) + 1;
  const adamS = alone[adamEpochs - 1]!.seconds;
  const others = Object.entries(contenders).map(([name, training]) => {
    const curve = curveOf(table, problem, training, seed);
    const reached = curve.find(({ error }) => error <= level);
    const share = reached ? reached.seconds / adamS : Number.POSITIVE_INFINITY;
    return [name, { share, leastError: leastOf(curve) }] as const;
  });
  return { level, adamS, adamEpochs, others: Object.fromEntries(others) };
}

function leastOf(curve: readonly { readonly error: number }[]): number {
  return Math.min(...curve.map(({ error }) => error));
}

/** JSON has no infinity: null if the error was not reached. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Validation error over the seconds of one core. */
function curveOf(table: SampleTable, problem: TrainingProblem, training: Training, seed: number) {
  const settings = { ...problem, training: { ...problem.training, ...training } };
  const trainer = new Trainer(table, settings, kernelEngine(kernelModule()), seed);
  const curve: { seconds: number; error: number }[] = [];
  let microseconds = 0;
  let lastError = Number.NaN;
  while (!trainer.isDone) {
    const before = process.cpuUsage();
    trainer.step();
    microseconds += process.cpuUsage(before).user;
    const { validationError } = trainer.progress;
    if (Number.isNaN(validationError) || validationError === lastError) continue;
    lastError = validationError;
    curve.push({ seconds: microseconds / 1e6, error: validationError });
  }
  return curve;
}

function simulated(seed: number): { problem: TrainingProblem; table: SampleTable } {
  const given = { joint: 'wrist', study: 'race', subjects: 4, sites: 2, seed, secondsPerRecording: 20 };
  const { files } = simulateStudy(given);
  const parsed = parseManifest(files.get('study.json')!);
  if ('faults' in parsed) throw new Error('the simulated manifest is at fault');
  const read = (file: string) => {
    const content = files.get(file);
    return content === undefined ? undefined : new TextEncoder().encode(content);
  };
  const { joint, recordings } = checkStudy(parsed.manifest, read, given.study);
  const { signals } = parsed.manifest;
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, signals));
  const { table, problem } = prepareStudy(onGrid, parsed.manifest, 'race', joint);
  return { table: withInputs(table, problem), problem };
}
