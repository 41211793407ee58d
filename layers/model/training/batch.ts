import { dynamicsLayout } from '../../physics/biomechanics/index.ts';
import { stencilReach, stencilRows } from '../../physics/signals/index.ts';
import type { Quantity, TrainingProblem } from '../dataset/index.ts';
import { columnsOfQuantity, quantities, rowUses, type SampleTable } from '../dataset/index.ts';
import { residualWeight } from './residual-weight.ts';
import { ScaledInputs } from './scaled-inputs.ts';
import { type ScaledTable, scaleTable } from './scaled-table.ts';
import type { Stretch } from './stretches.ts';

/**
 * Stretches side by side, padded to equal length, scaled for the network. B stretches of S rows.
 * A weight of 0 excludes a row from its sum.
 */
export interface Batch {
  readonly stretches: number;
  readonly rowsPerStretch: number;
  /** B x S x inputs, standardised. */
  readonly inputs: Float32Array;
  /** B x S x outputs, scaled as in `ScaledTable`. */
  readonly labels: Float32Array;
  readonly labelWeight: Float32Array;
  /** B x coordinates x C, the C = S - (stencilRows - 1) centres of whole stencils: weight of the recording's residual. */
  readonly residualWeight: Float32Array;
  /** B x coordinates x C, in N m; used if `torqueMeasured` is 1. */
  readonly torqueNm: Float32Array;
  /** B x coordinates: 1 if the residual is against a measured torque, 0 if it is the equation of motion. */
  readonly torqueMeasured: Float32Array;
  /** B x terms, in the order of `dynamicsLayout`; 0 if the residual is not the equation of motion. */
  readonly dynamics: Float32Array;
  readonly counts: LossCounts;
}

const terms = dynamicsLayout.length;

/**
 * Number of rows in each mean of the loss: labels of a quantity, divided by its outputs, and centres of residuals, divided by
 * coordinates.
 */
export type LossCounts = { readonly [part in Quantity | 'residual']: number };

/** The number of outputs of each quantity. */
export function widthsOf(outputs: readonly { readonly quantity: Quantity }[]): Record<Quantity, number> {
  const widths = quantities.map(
    (quantity) => [quantity, columnsOfQuantity(outputs, quantity).length] as const,
  );
  return Object.fromEntries(widths) as Record<Quantity, number>;
}

/** Counts of nothing. */
export function noCounts(): { -readonly [part in keyof LossCounts]: number } {
  return { angle: 0, force: 0, torque: 0, residual: 0 };
}

/**
 * Builds batches from stretches of one table, always in the same memory: a batch is valid until the next one is built.
 * A batch of an earlier size allocates nothing.
 */
export class BatchBuilder {
  readonly #problem: TrainingProblem;
  readonly #table: ScaledTable;
  readonly #inputs: ScaledInputs;
  /** One a recording and coordinate. */
  readonly #residualWeights: readonly (readonly number[])[];
  readonly #width: number;
  /** The quantity of each output. */
  readonly #quantities: readonly Quantity[];
  readonly #widths: Readonly<Record<Quantity, number>>;
  /** Number of labels of each output in the batch that is built. */
  readonly #labelled: Float64Array;
  #memory = new Float32Array(0);
  #batches = new Map<number, Reused>();

  /** @throws RangeError if a recording has an equation of motion and the problem several coordinates */
  constructor(table: SampleTable, problem: TrainingProblem) {
    requireOneCoordinate(problem);
    const { coordinates, outputs } = problem;
    const angles = columnsOfQuantity(outputs, 'angle');
    this.#problem = problem;
    this.#table = scaleTable(table, problem);
    this.#inputs = new ScaledInputs(table, problem);
    this.#residualWeights = problem.recordings.map((card) =>
      coordinates.map((coordinate, at) => residualWeight(card, coordinate, outputs[angles[at]!]!.scale)),
    );
    this.#width = problem.inputNames.length;
    this.#quantities = outputs.map(({ quantity }) => quantity);
    this.#widths = widthsOf(outputs);
    this.#labelled = new Float64Array(outputs.length);
  }

  build(stretches: readonly Stretch[]): Batch {
    let rows = stencilRows;
    for (const stretch of stretches) rows = Math.max(rows, stretch.rows);
    const batch = this.#batchOf(stretches.length, rows);
    const { counts } = batch;
    Object.assign(counts, noCounts());
    this.#labelled.fill(0);
    for (let at = 0; at < stretches.length; at++) {
      this.#writeInputs(stretches[at]!, batch, at * rows);
      this.#writeLabels(stretches[at]!, batch, at * rows);
      this.#writePhysics(stretches[at]!, batch, at);
    }
    for (const [at, quantity] of this.#quantities.entries()) counts[quantity] += this.#labelled[at]!;
    for (const quantity of quantities) counts[quantity] /= Math.max(1, this.#widths[quantity]);
    counts.residual /= this.#problem.coordinates.length;
    return batch;
  }

  /** A batch of this size over the common memory, which still has the earlier content. */
  #batchOf(stretches: number, rows: number): Reused {
    const key = stretches * 2 ** 26 + rows;
    const known = this.#batches.get(key);
    if (known) return known;
    const width = this.#width;
    const outputs = this.#quantities.length;
    const coordinates = this.#problem.coordinates.length;
    const centres = rows - (stencilRows - 1);
    const perStretch = rows * (width + 2 * outputs) + coordinates * (2 * centres + 1) + terms;
    if (stretches * perStretch > this.#memory.length) {
      this.#memory = new Float32Array(stretches * perStretch);
      this.#batches.clear();
    }
    let end = 0;
    const take = (count: number) => {
      end += count;
      return this.#memory.subarray(end - count, end);
    };
    const batch: Reused = {
      stretches,
      rowsPerStretch: rows,
      inputs: take(stretches * rows * width),
      labels: take(stretches * rows * outputs),
      labelWeight: take(stretches * rows * outputs),
      residualWeight: take(stretches * coordinates * centres),
      torqueNm: take(stretches * coordinates * centres),
      torqueMeasured: take(stretches * coordinates),
      dynamics: take(stretches * terms),
      counts: noCounts(),
    };
    this.#batches.set(key, batch);
    return batch;
  }

  #writeInputs({ start, rows }: Stretch, { inputs, rowsPerStretch }: Batch, firstRow: number): void {
    const width = this.#width;
    this.#inputs.write(start, rows, inputs, firstRow * width);
    inputs.fill(0, (firstRow + rows) * width, (firstRow + rowsPerStretch) * width);
  }

  #writeLabels({ start, rows, firstLabelled }: Stretch, batch: Reused, firstRow: number): void {
    const { use, labels: known } = this.#table;
    const width = this.#quantities.length;
    const { labels, labelWeight, rowsPerStretch } = batch;
    const labelled = this.#labelled;
    for (let row = 0; row < rowsPerStretch; row++) {
      const from = start + row;
      const to = firstRow + row;
      const isLabelled = row >= firstLabelled && row < rows && use[from] !== rowUses.support;
      for (let at = 0; at < width; at++) {
        const label = isLabelled ? known[from * width + at]! : Number.NaN;
        const labelCounts = Number.isNaN(label) ? 0 : 1;
        labels[to * width + at] = labelCounts ? label : 0;
        labelWeight[to * width + at] = labelCounts;
        labelled[at]! += labelCounts;
      }
    }
  }

  #writePhysics(stretch: Stretch, batch: Reused, at: number): void {
    const table = this.#table;
    const problem = this.#problem;
    const coordinates = problem.coordinates.length;
    const recording = table.recording[stretch.start]!;
    const { dynamics, physics } = problem.recordings[recording]!;
    const isMeasured = physics === 'measured torque';
    for (let term = 0; term < terms; term++)
      batch.dynamics[at * terms + term] = dynamics?.[dynamicsLayout[term]!] ?? 0;
    const centres = batch.rowsPerStretch - (stencilRows - 1);
    for (let coordinate = 0; coordinate < coordinates; coordinate++) {
      const place = at * coordinates + coordinate;
      const weight = this.#residualWeights[recording]![coordinate]!;
      batch.torqueMeasured[place] = isMeasured ? 1 : 0;
      for (let centre = 0; centre < centres; centre++) {
        const row = stretch.start + centre + stencilReach;
        const isWhole = physics !== 'none' && centre + stencilRows <= stretch.rows;
        const torqueNm = isMeasured ? table.torqueNm[row * coordinates + coordinate]! : 0;
        const counts = isWhole && table.use[row] !== rowUses.support && !Number.isNaN(torqueNm) ? 1 : 0;
        batch.torqueNm[place * centres + centre] = counts ? torqueNm : 0;
        batch.residualWeight[place * centres + centre] = counts * weight;
        batch.counts.residual += counts;
      }
    }
  }
}

/** The numbers of a recording's equation of motion are those of a joint with one coordinate. */
function requireOneCoordinate({ coordinates, recordings }: TrainingProblem): void {
  if (coordinates.length === 1 || !recordings.some(({ dynamics }) => dynamics)) return;
  throw new RangeError(
    `a recording has the equation of motion of one coordinate, but the problem has ${coordinates.length} coordinates`,
  );
}

type Reused = Omit<Batch, 'counts'> & { readonly counts: ReturnType<typeof noCounts> };
