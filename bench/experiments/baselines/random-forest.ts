import load from 'ydf-training';
import { rowUses } from '../../../layers/model/dataset/index.ts';
import { type Baseline, labelledRows, standardised, toRad } from './baseline.ts';

/** At 50 Hz, neighbouring rows are almost equal, and the time for 300 trees is proportional to the rows. */
const mostRows = 2500;
const quiet = () => undefined;

/**
 * Random forest (Breiman 2001) with the defaults of YDF, Google's decision forests, compiled to WebAssembly: 300 trees.
 * It learns from evenly spaced rows.
 */
export async function loadRandomForest(): Promise<Baseline> {
  const ydf = await load({ print: quiet, printErr: quiet });
  return {
    name: 'random forest',
    fit(tables, problem) {
      const { inputs, target } = labelledRows(tables, problem, rowUses.train, mostRows);
      const names = problem.inputNames.map((_, at) => `input${at}`);
      const csv = (rows: readonly (Float64Array | readonly number[])[]) =>
        [[...names, 'angle'], ...rows.map((row) => Array.from(row, (value) => value.toPrecision(6)))]
          .map((cells) => cells.join(','))
          .join('\n');
      const forest = withoutLog(() =>
        new ydf.RandomForestLearner('angle', 'REGRESSION').train(
          csv(inputs.map((row, at) => [...row, target[at]!])),
        ),
      );
      return (table) => {
        const rows = Array.from({ length: table.rows }, (_, row) => [
          ...standardised(table, problem, row),
          0,
        ]);
        const said = forest.predict(csv(rows));
        forest.unload();
        return Float64Array.from(said, (value) => toRad(value, problem));
      };
    },
  };
}

/** The library also prints its time to the console. */
function withoutLog<T>(work: () => T): T {
  const { log } = console;
  console.log = quiet;
  try {
    return work();
  } finally {
    console.log = log;
  }
}
