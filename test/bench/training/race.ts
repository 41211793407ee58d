import { kernelEngine } from '../../../layers/learning/kernel/kernel-engine.ts';
import { kernelModule } from '../../../layers/learning/kernel/kernel-module.ts';
import { Trainer } from '../../../layers/learning/trainer.ts';
import { prepareStudy } from '../../../layers/preparation/prepare.ts';
import type { Problem } from '../../../layers/preparation/problem.ts';
import { type SampleTable, takeRows } from '../../../layers/preparation/sample-table.ts';
import { checkStudy } from '../../../layers/recordings/check-study.ts';
import { parseManifest } from '../../../layers/recordings/parse-manifest.ts';
import { simulateStudy } from '../../../layers/simulation/simulate-study.ts';
import { raceCase } from './race-case.ts';

type Training = Partial<Problem['training']>;

const adam: Training = { optimiser: 'adam', batchRows: 512, learningRate: 3e-3 };
const adamAlone: Training = { ...adam, epochs: 300, lbfgsIterations: 0 };
const contenders: Readonly<Record<string, Training>> = {
  'SOAP 60, L-BFGS 20 (default)': {},
  'Adam 60, L-BFGS 40': { ...adam, epochs: 60, lbfgsIterations: 40 },
  'Adam 10, L-BFGS 150': { ...adam, epochs: 10, lbfgsIterations: 150 },
};
/** Of the initial weights: what one of them reaches is in part luck. */
const seeds = [1, 2, 3, 4, 5];
/** So far above its last error, Adam counts as level. */
const tolerance = 1.01;

/**
 * Seconds of one core to the validation error at which Adam alone levels off: the error it ends with after 300
 * epochs, within 1 %. Adam's own time is that from which its error stays there. Medians over some initial weights.
 */
export function measureRace() {
  const { problem, table } = simulated();
  const isFirst = (row: number) => problem.recordings[table.recording[row]!]!.subject === 's01';
  const rowsOfFirst = Array.from({ length: table.rows }, (_, row) => row).filter(isFirst);
  const movement = raceCase(600, {});
  const cases = [
    { name: 'learnable movement, 6-64-64-64-6', ...movement },
    { name: 'one subject of the simulated wrist study', problem, table: takeRows(table, rowsOfFirst) },
    { name: 'the whole simulated wrist study', problem, table },
  ];
  return cases.map((one) => {
    const runs = seeds.map((seed) => raceOf(one, seed));
    const others = Object.keys(contenders).map((name) => {
      const shares = runs.map(({ others }) => others[name]!.share);
      const leastErrors = runs.map(({ others }) => others[name]!.leastError);
      return {
        name,
        share: median(shares),
        shares: shares.map(finiteOrNull),
        leastError: median(leastErrors),
      };
    });
    return {
      name: one.name,
      rows: one.table.rows,
      level: median(runs.map(({ level }) => level)),
      adamS: median(runs.map(({ adamS }) => adamS)),
      others: others.map((other) => ({ ...other, share: finiteOrNull(other.share) })),
    };
  });
}

function raceOf({ table, problem }: { table: SampleTable; problem: Problem }, seed: number) {
  const alone = curveOf(table, problem, adamAlone, seed);
  const level = tolerance * alone.at(-1)!.error;
  const lastAbove = alone.findLastIndex(({ error }) => error > level);
  const adamS = alone[lastAbove + 1]!.seconds;
  const others = Object.entries(contenders).map(([name, training]) => {
    const curve = curveOf(table, problem, training, seed);
    const reached = curve.find(({ error }) => error <= level);
    const share = reached ? reached.seconds / adamS : Number.POSITIVE_INFINITY;
    return [name, { share, leastError: Math.min(...curve.map(({ error }) => error)) }] as const;
  });
  return { level, adamS, others: Object.fromEntries(others) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** JSON has no infinity: null where the error was not reached. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Validation error over the seconds of one core. */
function curveOf(table: SampleTable, problem: Problem, training: Training, seed: number) {
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

function simulated(): { problem: Problem; table: SampleTable } {
  const given = { joint: 'wrist', study: 'race', subjects: 4, sites: 2, seed: 1, secondsPerRecording: 20 };
  const { files } = simulateStudy(given);
  const parsed = parseManifest(files.get('study.json')!);
  if ('faults' in parsed) throw new Error('the simulated manifest is at fault');
  const read = (file: string) => {
    const content = files.get(file);
    return content === undefined ? undefined : new TextEncoder().encode(content);
  };
  const { joint, recordings } = checkStudy(parsed.manifest, read, given.study);
  return prepareStudy(recordings, parsed.manifest, 'race', joint);
}
