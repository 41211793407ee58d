import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { rmse } from '../../layers/base/numbers/index.ts';
import {
  type Forest,
  forestBytes,
  forestOf,
  growForest,
  predictForest,
} from '../../layers/model/forest/index.ts';
import { forestProblem, hasScikit, scikitForests } from '../../layers/model/forest/testing.ts';
import { spread } from './training/spread.ts';

/** About the rows of three tasks of one person, with the default inputs and one for each of some names, and five outputs. */
const size = { rows: 4500, width: 40, outputs: 5 };
/** A minute at 50 Hz. */
const predictedRows = 3000;
const settings = { trees: 100, leaf: 5 };
const repeats = 5;

/**
 * A forest beside scikit-learn's ExtraTreesRegressor, if that is installed: processor time to grow and to predict, in turn, on
 * the same rows, and the error on other rows. Also the size in bytes. Written to `results/forest.json`.
 */
export function run(): void {
  const rounds = Array.from({ length: repeats }, (_, at) => round(at + 1));
  const theirs = rounds.flatMap(({ scikit }) => scikit ?? []);
  const version = theirs[0]?.version;
  const report = {
    what: `${size.rows} rows, ${size.width} inputs, ${size.outputs} outputs; ${settings.trees} trees, leaves of ${settings.leaf} rows; ${predictedRows} rows predicted`,
    machine: `${cpus()[0]!.model.trim()}, ${cpus().length} cores`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    bytes: spread(rounds.map(({ bytes }) => bytes)),
    bytesPerLeaf: spread(rounds.map(({ bytes, leaves }) => bytes / leaves)),
    growS: spread(rounds.map(({ growS }) => growS)),
    readMs: spread(rounds.map(({ readS }) => 1000 * readS)),
    predictMs: spread(rounds.map(({ predictS }) => 1000 * predictS)),
    error: spread(rounds.map(({ error }) => error)),
    ...(version && {
      scikitLearn: {
        version,
        growS: spread(theirs.map(({ growS }) => growS)),
        predictMs: spread(theirs.map(({ predictS }) => 1000 * predictS)),
        error: spread(theirs.map(({ error }) => error)),
        growRatio: spread(theirs.map(({ growS }, at) => rounds[at]!.growS / growS)),
        errorRatio: spread(theirs.map(({ error }, at) => rounds[at]!.error / error)),
      },
    }),
  };
  const results = new URL('./results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('forest.json', results), `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
  if (!hasScikit) console.error('scikit-learn is not installed: nothing to compare with');
}

/** One forest of either kind. The seed draws the rows and the forest. */
function round(seed: number) {
  const rows = forestProblem(size, seed);
  const other = forestProblem({ ...size, rows: predictedRows }, 1000 + seed);
  const own = { ...settings, seed };
  const [forest, growS] = timed((): Forest => growForest(rows, own));
  const bytes = forestBytes(forest);
  const [read, readS] = timed(() => forestOf(bytes));
  const [{ mean }, predictS] = timed(() => predictForest(read, other.inputs));
  const [scikit] = hasScikit ? scikitForests([{ rows, settings: own, test: other.inputs }]) : [];
  return {
    growS,
    readS,
    predictS,
    bytes: bytes.length,
    leaves: forest.codes.length / size.outputs,
    error: rmse(other.labels, mean),
    scikit: scikit && { ...scikit, error: rmse(other.labels, scikit.predicted) },
  };
}

/** The result, and the processor seconds that it took. */
function timed<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1e6];
}
