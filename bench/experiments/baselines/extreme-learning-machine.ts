import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { dot, GramSums } from '../../../layers/base/numbers/index.ts';
import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { rowUses } from '../../../layers/model/dataset/index.ts';
import { type Baseline, labelledRows, type Rows, standardised, toRad } from './baseline.ts';

const neurons = 200;
const ridges = [1e-5, 1e-4, 1e-3, 1e-2];

/**
 * Extreme learning machine (Huang, Zhu & Siew 2006): a hidden tanh layer whose parameters are drawn once and never trained,
 * then ridge regression on its outputs. The penalty is the one with the least error on validation rows.
 */
export const extremeLearningMachine: Baseline = {
  name: 'extreme learning machine',
  fit(tables, problem) {
    const hidden = drawHidden(problem);
    const training = sumsOf(labelledRows(tables, problem), hidden);
    const validation = labelledRows(tables, problem, rowUses.validation);
    const judge = validation.target.length > 0 ? sumsOf(validation, hidden) : training;
    const fits = ridges.map((ridge) => {
      const weights = training.ridgeCoefficients(ridge);
      return { weights, error: judge.squaredError(weights) };
    });
    const { weights } = fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
    return (table) =>
      Float64Array.from({ length: table.rows }, (_, row) => {
        return toRad(dot(hidden(standardised(table, problem, row)), weights), problem);
      });
  },
};

type Hidden = (inputs: Float64Array) => Float64Array;

/** Parameters between -1 and 1, divided by the square root of the number of inputs, so that tanh is neither linear nor saturated. */
function drawHidden(problem: TrainingProblem): Hidden {
  const inputs = problem.inputNames.length;
  const random = xoroshiro128plus(problem.training.seed);
  const draw = (scale: number) => (2 * uniformFloat64(random) - 1) * scale;
  const kernel = Float64Array.from({ length: neurons * inputs }, () => draw(Math.sqrt(3 / inputs)));
  const bias = Float64Array.from({ length: neurons }, () => draw(1));
  return (row) => {
    const said = new Float64Array(neurons + 1);
    for (let neuron = 0; neuron < neurons; neuron++) {
      let sum = bias[neuron]!;
      for (let at = 0; at < inputs; at++) sum += kernel[neuron * inputs + at]! * row[at]!;
      said[neuron] = Math.tanh(sum);
    }
    said[neurons] = 1;
    return said;
  };
}

function sumsOf({ inputs, target }: Rows, hidden: Hidden): GramSums {
  const sums = new GramSums(neurons + 1);
  for (const [row, given] of inputs.entries()) sums.add(hidden(given), target[row]!);
  return sums;
}
