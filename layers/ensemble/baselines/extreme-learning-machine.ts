import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Problem } from '../../preparation/problem.ts';
import { roles } from '../../preparation/sample-table.ts';
import { solvePositive } from '../solve-positive.ts';
import { type Baseline, labelledRows, type Rows, standardised, toRad } from './baseline.ts';

const neurons = 200;
const ridges = [1e-5, 1e-4, 1e-3, 1e-2];

/**
 * Extreme learning machine (Huang, Zhu & Siew 2006): a hidden tanh layer whose weights are drawn once and never trained,
 * then ridge regression on what it says. The penalty is the one with the least error on validation rows.
 */
export const extremeLearningMachine: Baseline = {
  name: 'extreme learning machine',
  fit(tables, problem) {
    const hidden = drawHidden(problem);
    const training = sumsOf(labelledRows(tables, problem), hidden);
    const validation = labelledRows(tables, problem, roles.validation);
    const judge = validation.target.length > 0 ? sumsOf(validation, hidden) : training;
    const fits = ridges.map((ridge) => {
      const gram = training.gram.slice();
      const size = training.moment.length;
      for (let at = 0; at < size - 1; at++) gram[at * size + at]! += ridge * training.rows;
      const weights = solvePositive(gram, training.moment);
      return { weights, error: squaredError(judge, weights) };
    });
    const { weights } = fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
    return (table) =>
      Float64Array.from({ length: table.rows }, (_, row) => {
        const features = hidden(standardised(table, problem, row));
        return toRad(
          features.reduce((sum, value, at) => sum + value * weights[at]!, 0),
          problem,
        );
      });
  },
};

type Hidden = (inputs: Float64Array) => Float64Array;

/** Weights between -1 and 1 over the square root of the inputs, so that tanh is neither straight nor saturated. */
function drawHidden(problem: Problem): Hidden {
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

interface Sums {
  readonly gram: Float64Array;
  readonly moment: Float64Array;
  readonly power: number;
  readonly rows: number;
}

function sumsOf({ inputs, target }: Rows, hidden: Hidden): Sums {
  const size = neurons + 1;
  const gram = new Float64Array(size * size);
  const moment = new Float64Array(size);
  let power = 0;
  for (const [row, given] of inputs.entries()) {
    const said = hidden(given);
    for (let a = 0; a < size; a++) {
      moment[a]! += said[a]! * target[row]!;
      for (let b = 0; b <= a; b++) gram[a * size + b]! += said[a]! * said[b]!;
    }
    power += target[row]! ** 2;
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) gram[b * size + a] = gram[a * size + b]!;
  return { gram, moment, power, rows: target.length };
}

/** sum (w'h - y)^2 */
function squaredError({ gram, moment, power }: Sums, weights: Float64Array): number {
  let error = power;
  for (const [a, weight] of weights.entries()) {
    error -= 2 * weight * moment[a]!;
    for (const [b, other] of weights.entries()) error += weight * other * gram[a * weights.length + b]!;
  }
  return error;
}
