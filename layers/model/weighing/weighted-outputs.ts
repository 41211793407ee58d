import { type LocalNetwork, runNetwork } from '../network/index.ts';
import type { Combined, Gate, GateView, WeightColumns } from '../predictor/index.ts';

/** A gate, and the rows for which it gives weights. */
export interface GateOnRows {
  readonly gate: Gate;
  readonly view: GateView;
}

/**
 * The weighted outputs of the local models, by the weights of each gate; one result for each gate. Local models are read
 * one after the other, and each is run once for all gates with the same inputs: memory does not grow with their
 * number, except for the gates.
 *
 * @param networks in the order of the weights
 * @param outputs of each network
 */
export async function weightedOutputs(
  gatesOnRows: readonly GateOnRows[],
  networks: AsyncIterable<LocalNetwork>,
  outputs: number,
): Promise<Combined[]> {
  const sums = gatesOnRows.map(({ gate, view }) => ({
    inputs: view.inputs,
    columns: gate.columns(view),
    weights: new Float64Array(view.rows),
    predictions: new RunningSpread(view.rows, outputs),
  }));
  let place = 0;
  for await (const network of networks) {
    const using = sums.filter(({ columns, weights }) => isUsed(columns, place, weights));
    for (const [inputs, alike] of Map.groupBy(using, (one) => one.inputs)) {
      const { values } = runNetwork(network, inputs);
      for (const { weights, predictions } of alike) predictions.add(values, weights);
    }
    place++;
  }
  return sums.map(({ predictions }) => ({
    values: predictions.mean,
    spread: predictions.deviation(),
    outputs,
  }));
}

/** True if a local model has a weight above 0 in any row. @param weights receives its column */
function isUsed(columns: WeightColumns, place: number, weights: Float64Array): boolean {
  columns.fill(place, weights);
  return weights.some((weight) => weight > 0);
}

/** Weighted mean and deviation of values that arrive one by one (West 1979). The weights of a row sum to 1 in the end. */
class RunningSpread {
  readonly mean: Float64Array;
  private readonly width: number;
  private readonly weightSum: Float64Array;
  private readonly runningMean: Float64Array;
  private readonly squares: Float64Array;

  constructor(rows: number, width: number) {
    this.width = width;
    this.mean = new Float64Array(rows * width);
    this.runningMean = new Float64Array(rows * width);
    this.squares = new Float64Array(rows * width);
    this.weightSum = new Float64Array(rows);
  }

  add(values: Float32Array, weights: Float64Array): void {
    const { width, mean, runningMean, squares, weightSum } = this;
    for (let row = 0; row < weights.length; row++) {
      const weight = weights[row]!;
      // Outputs without weight are skipped, not multiplied by 0: they may be infinite.
      if (!(weight > 0)) continue;
      weightSum[row]! += weight;
      const share = weight / weightSum[row]!;
      for (let at = row * width; at < (row + 1) * width; at++) {
        const value = values[at]!;
        mean[at]! += weight * value;
        const distance = value - runningMean[at]!;
        runningMean[at]! += share * distance;
        squares[at]! += weight * distance * (value - runningMean[at]!);
      }
    }
  }

  deviation(): Float64Array {
    return this.squares.map((square) => Math.sqrt(Math.max(0, square)));
  }
}
