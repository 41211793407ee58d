import { describe, expect, it } from 'vitest';
import { mean, rmse } from '../../base/numbers/index.ts';
import { growForest } from './grow-forest.ts';
import { predictForest } from './predict-forest.ts';
import { forestProblem } from './problem.testing.ts';
import { hasScikit, scikitForests } from './scikit-learn.testing.ts';

const seeds = [1, 2, 3, 4, 5];

describe.skipIf(!hasScikit)(
  'a forest beside ExtraTreesRegressor (skipped if scikit-learn is not installed)',
  () => {
    it.each([
      { leaf: 5, outputs: 1 },
      { leaf: 5, outputs: 3 },
      { leaf: 3, outputs: 2 },
    ])(
      'errs on other rows as much, to 2 % in the mean of five seeds: leaf $leaf, $outputs output(s)',
      ({ leaf, outputs }) => {
        const size = { rows: 500, width: 7, outputs };
        const tasks = seeds.map((seed) => ({
          rows: forestProblem(size, seed),
          settings: { trees: 100, leaf, seed },
          other: forestProblem(size, 100 + seed),
        }));
        const theirs = scikitForests(tasks.map(({ other, ...task }) => ({ ...task, test: other.inputs })));
        const errors = tasks.map(({ rows, settings, other }, at) => ({
          ours: rmse(other.labels, predictForest(growForest(rows, settings), other.inputs).mean),
          theirs: rmse(other.labels, theirs[at]!.predicted),
        }));
        const ours = mean(errors.map((one) => one.ours));
        const ratio = ours / mean(errors.map((one) => one.theirs));
        expect(ratio).toBeGreaterThan(0.98);
        expect(ratio).toBeLessThan(1.02);
        // Labels deviate by 1.5.
        expect(ours).toBeLessThan(0.75);
      },
    );
  },
);
