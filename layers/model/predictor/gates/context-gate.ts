import { contextColumns } from '../../inputs/index.ts';
import type { ContextDensityJson, ContextGateJson } from '../model-file/gate-json.ts';
import type { Gate, GateView, WeightColumns } from './gate.ts';

/**
 * Local models weigh more if the EMG context is like that of their own training rows:
 *
 *     g_k(x) = (phi_k(c(x))^T / e_k) / sum_j (phi_j(c(x))^T / e_j),
 *
 * with c the causal mean and deviation of the envelopes, phi_k a Gaussian with a diagonal covariance, and e_k the
 * training error of the local model.
 */
export class ContextGate implements Gate {
  private readonly temperature: number;
  private readonly contexts: readonly (ContextDensityJson | null)[];
  private readonly most: number | undefined;

  constructor({ temperature, localModels, mostLocalModels }: Omit<ContextGateJson, 'kind'>) {
    this.temperature = temperature;
    this.contexts = localModels;
    this.most = mostLocalModels;
  }

  /** By logarithms, so that a row far from every Gaussian still has weights. */
  columns(view: GateView): WeightColumns {
    const { rows } = view;
    const localModels = this.contexts.length;
    const logs = new ContextLogs(this.temperature, this.contexts, view);
    const largest = new Float64Array(rows);
    const least = new Float64Array(rows);
    const sum = new Float64Array(rows);
    const densityOf = (log: number, row: number) => (log >= least[row]! ? Math.exp(log - largest[row]!) : 0);
    const held = rows * localModels <= mostHeld ? new Float64Array(rows * localModels) : undefined;
    const ofRow = new Float64Array(localModels);
    for (let row = 0; row < rows; row++) {
      for (let place = 0; place < localModels; place++) ofRow[place] = logs.at(row, place);
      const bounds = boundsOf(ofRow, this.most);
      largest[row] = bounds.largest;
      least[row] = bounds.least;
      for (let place = 0; place < localModels; place++) {
        const density = densityOf(ofRow[place]!, row);
        sum[row]! += density;
        if (held) held[place * rows + row] = density;
      }
    }
    return {
      fill(place, weights) {
        for (let row = 0; row < rows; row++) {
          const density = held ? held[place * rows + row]! : densityOf(logs.at(row, place), row);
          weights[row] = density / sum[row]!;
        }
      },
    };
  }

  usedLocalModels(): Set<number> {
    return new Set(this.contexts.flatMap((context, place) => (context ? [place] : [])));
  }

  names(): Set<string> {
    return new Set();
  }

  toJson(): ContextGateJson {
    const { temperature, contexts, most } = this;
    const localModels = contexts.map(
      (context) => context && { mean: context.mean, deviation: context.deviation, error: context.error },
    );
    return {
      kind: 'context',
      temperature,
      localModels,
      ...(most === undefined ? {} : { mostLocalModels: most }),
    };
  }
}

/** Most densities, rows x local models, that are kept; if there are more, each is computed twice. */
const mostHeld = 2_500_000;

/** log (phi_k^T / e_k), without the constant that all local models share; -Infinity if k has no weight. */
class ContextLogs {
  private readonly view: GateView;
  private readonly columns: readonly number[];
  private readonly temperature: number;
  private readonly terms: Float64Array;
  private readonly stride: number;

  constructor(temperature: number, contexts: readonly (ContextDensityJson | null)[], view: GateView) {
    this.view = view;
    this.temperature = temperature;
    this.columns = contextColumns(view.inputNames);
    // Of each local model: what does not depend on the row, then mean and deviation by column.
    this.stride = 1 + 2 * this.columns.length;
    this.terms = new Float64Array(contexts.length * this.stride);
    for (const [place, context] of contexts.entries()) {
      const at = place * this.stride;
      this.terms[at] = Number.NEGATIVE_INFINITY;
      if (!context) continue;
      const spread = context.deviation.reduce((sum, deviation) => sum + Math.log(deviation), 0);
      this.terms[at] = -temperature * spread - Math.log(context.error);
      for (let column = 0; column < this.columns.length; column++) {
        this.terms[at + 1 + 2 * column] = context.mean[column]!;
        this.terms[at + 2 + 2 * column] = context.deviation[column]!;
      }
    }
  }

  at(row: number, place: number): number {
    const { columns, terms, view } = this;
    const start = row * view.inputNames.length;
    const own = place * this.stride;
    const constant = terms[own]!;
    if (constant === Number.NEGATIVE_INFINITY) return constant;
    let square = 0;
    for (let column = 0, at = own + 1; column < columns.length; column++, at += 2) {
      const distance = (view.inputs[start + columns[column]!]! - terms[at]!) / terms[at + 1]!;
      square += distance * distance;
    }
    return constant - 0.5 * this.temperature * square;
  }
}

/** The largest log of a row, and the least one with a weight above 0. */
function boundsOf(logs: Float64Array, most = logs.length): { largest: number; least: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < logs.length; at++) if (logs[at]! > largest) largest = logs[at]!;
  const least = logs.length > most ? sizeOfLast(logs, most) : Number.NEGATIVE_INFINITY;
  return { largest, least };
}

/** The `count`-th largest value, by insertion into a sorted list of this length: few of thousands are inserted. */
function sizeOfLast(values: Float64Array, count: number): number {
  const top = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let from = 0; from < values.length; from++) {
    const value = values[from]!;
    if (!(value > top[count - 1]!)) continue;
    let at = count - 1;
    for (; at > 0 && top[at - 1]! < value; at--) top[at] = top[at - 1]!;
    top[at] = value;
  }
  return top[count - 1]!;
}
