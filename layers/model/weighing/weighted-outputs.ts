import type { Combined, ContextFadeJson, Gate, GateView, Learned } from '../predictor/index.ts';
import { fadedRows, rowsWithWeight, runLearnedFor, withFade } from '../predictor/index.ts';

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
 * @param localModels in the order of the weights
 * @param outputs of each local model
 * @param fade how the context fades out; undefined: it does not
 */
export async function weightedOutputs(
  gatesOnRows: readonly GateOnRows[],
  localModels: AsyncIterable<Learned>,
  outputs: number,
  fade: ContextFadeJson | undefined,
): Promise<Combined[]> {
  const fadedOf = new Map(
    [...new Set(gatesOnRows.map(({ view }) => view))].map((view) => [view, fadedRows(view, fade)]),
  );
  const sums = gatesOnRows.map(({ gate, view }) => ({
    inputs: view.inputs,
    faded: fadedOf.get(view),
    columns: gate.columns(view),
    weights: new Float64Array(view.rows),
    predictions: new RunningSpread(view.rows, outputs),
  }));
  let place = 0;
  for await (const learned of localModels) {
    for (const { columns, weights } of sums) columns.fill(place, weights);
    for (const [inputs, alike] of Map.groupBy(sums, (one) => one.inputs)) {
      const rows = rowsOfAny(alike.map(({ weights }) => weights));
      if (rows.length === 0) continue;
      const whole = runLearnedFor(learned, inputs, rows, alike[0]!.weights.length);
      for (const [faded, own] of Map.groupBy(alike, (one) => one.faded)) {
        const { values } = withFade(whole, learned, rows, faded);
        for (const { weights, predictions } of own) predictions.add(values, weights);
      }
    }
    place++;
  }
  return sums.map(({ predictions }) => ({
    values: predictions.mean,
    spread: predictions.deviation(),
    outputs,
  }));
}

/** Indices of the rows in which one of the columns has a weight above 0. */
function rowsOfAny(columns: readonly Float64Array[]): Uint32Array {
  const [first, ...others] = columns;
  if (others.length === 0) return rowsWithWeight(first!);
  return rowsWithWeight(
    first!.map((weight, row) => Math.max(weight, ...others.map((column) => column[row]!))),
  );
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
