import { spawnSync } from 'node:child_process';
import type { ForestSettings } from './grow-forest.ts';
import type { ForestRows } from './learning-rows.ts';

/** What scikit-learn's ExtraTreesRegressor makes of rows. */
export interface ScikitForest {
  /** rows x outputs of the rows to predict. */
  readonly predicted: readonly number[];
  /** Processor time. */
  readonly growS: number;
  /** Processor time. */
  readonly predictS: number;
  readonly version: string;
}

/** Debian's package is for Debian's own Python, which another one may hide. */
const scikitPython = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import sklearn.ensemble']).status === 0,
);

/** Whether scikit-learn is installed. */
export const hasScikit = scikitPython !== undefined;

/** Rows to learn from, settings, and the inputs of the rows to predict. */
export interface ScikitTask {
  readonly rows: ForestRows;
  readonly settings: ForestSettings;
  readonly test: Float32Array;
}

const program = `
import json, sys, time, numpy, sklearn
from sklearn.ensemble import ExtraTreesRegressor
def answer(task):
    inputs, labels, test = (numpy.array(task[name], dtype=numpy.float32) for name in ("inputs", "labels", "test"))
    deviation = labels.std(axis=0)
    forest = ExtraTreesRegressor(task["trees"], min_samples_leaf=task["leaf"], max_features=1.0, bootstrap=False, random_state=task["seed"], n_jobs=1)
    start = time.process_time()
    forest.fit(inputs, labels / deviation)
    grown = time.process_time()
    predicted = forest.predict(test).reshape(len(test), -1)
    end = time.process_time()
    return {"predicted": (predicted * deviation).ravel().tolist(), "growS": grown - start, "predictS": end - grown, "version": sklearn.__version__}
print(json.dumps([answer(task) for task in json.load(sys.stdin)]))
`;

/** Grows forests of labels of unit deviation by scikit-learn on one core, and predicts other rows. */
export function scikitForests(tasks: readonly ScikitTask[]): ScikitForest[] {
  if (!scikitPython) throw new Error('scikit-learn is not installed');
  const rowsOf = (matrix: Float32Array, columns: number) =>
    Array.from({ length: matrix.length / columns }, (_, row) =>
      Array.from(matrix.subarray(row * columns, (row + 1) * columns)),
    );
  const input = JSON.stringify(
    tasks.map(({ rows: { inputs, width, labels, outputs }, settings, test }) => ({
      ...settings,
      inputs: rowsOf(inputs, width),
      labels: rowsOf(labels, outputs),
      test: rowsOf(test, width),
    })),
  );
  const { stdout, stderr, status } = spawnSync(scikitPython, ['-c', program], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`scikit-learn: ${stderr}`);
  return JSON.parse(stdout) as ScikitForest[];
}
