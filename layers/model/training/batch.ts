import { dynamicsLayout } from '../../physics/biomechanics/index.ts';
import { stencilReach, stencilRows } from '../../physics/signals/index.ts';
import type { Problem, Quantity } from '../dataset/index.ts';
import { columnsOfQuantity, quantities, roles, type SampleTable } from '../dataset/index.ts';
import { residualWeight } from './residual-weight.ts';
import { ScaledInputs } from './scaled-inputs.ts';
import { type ScaledTable, scaleTable } from './scaled-table.ts';
import type { Segment } from './segments.ts';

/**
 * Segments side by side, padded to equal length, scaled for the network. B segments of S rows.
 * A weight of 0 excludes a row from its sum.
 */
export interface Batch {
  readonly segments: number;
  readonly rowsPerSegment: number;
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
  return { angle: 0, force: 0, residual: 0 };
}

/**
 * Builds batches from segments of one table, always in the same memory: a batch is valid until the next one is built.
 * A batch of an earlier size allocates nothing.
 */
export class BatchBuilder {
  readonly #problem: Problem;
  readonly #table: ScaledTable;
  readonly #inputs: ScaledInputs;
  /** One a recording and coordinate. */
  readonly #residualWeights: readonly (readonly number[])[];
  readonly #width: number;
  /** The quantity of each output. */
  readonly #quantities: readonly Quantity[];
  readonly #widths: Readonly<Record<Quantity, number>>;
  #memory = new Float32Array(0);
  #batches = new Map<number, Reused>();

  /** @throws RangeError if a recording has an equation of motion and the problem several coordinates */
  constructor(table: SampleTable, problem: Problem) {
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
  }

  build(segments: readonly Segment[]): Batch {
    let rows = stencilRows;
    for (const segment of segments) rows = Math.max(rows, segment.rows);
    const batch = this.#batchOf(segments.length, rows);
    const { counts } = batch;
    Object.assign(counts, noCounts());
    for (let at = 0; at < segments.length; at++) {
      this.#writeInputs(segments[at]!, batch, at * rows);
      this.#writeLabels(segments[at]!, batch, at * rows);
      this.#writePhysics(segments[at]!, batch, at);
    }
    for (const quantity of quantities) counts[quantity] /= Math.max(1, this.#widths[quantity]);
    counts.residual /= this.#problem.coordinates.length;
    return batch;
  }

  /** A batch of this size over the common memory, which still has the earlier content. */
  #batchOf(segments: number, rows: number): Reused {
    const key = segments * 2 ** 26 + rows;
    const known = this.#batches.get(key);
    if (known) return known;
    const width = this.#width;
    const outputs = this.#quantities.length;
    const coordinates = this.#problem.coordinates.length;
    const centres = rows - (stencilRows - 1);
    const perSegment = rows * (width + 2 * outputs) + coordinates * (2 * centres + 1) + terms;
    if (segments * perSegment > this.#memory.length) {
      this.#memory = new Float32Array(segments * perSegment);
      this.#batches.clear();
    }
    let end = 0;
    const take = (count: number) => {
      end += count;
      return this.#memory.subarray(end - count, end);
    };
    const batch: Reused = {
      segments,
      rowsPerSegment: rows,
      inputs: take(segments * rows * width),
      labels: take(segments * rows * outputs),
      labelWeight: take(segments * rows * outputs),
      residualWeight: take(segments * coordinates * centres),
      torqueNm: take(segments * coordinates * centres),
      torqueMeasured: take(segments * coordinates),
      dynamics: take(segments * terms),
      counts: noCounts(),
    };
    this.#batches.set(key, batch);
    return batch;
  }

  #writeInputs({ start, rows }: Segment, { inputs, rowsPerSegment }: Batch, firstRow: number): void {
    const width = this.#width;
    this.#inputs.write(start, rows, inputs, firstRow * width);
    inputs.fill(0, (firstRow + rows) * width, (firstRow + rowsPerSegment) * width);
  }

  #writeLabels({ start, rows, firstLabelled }: Segment, batch: Reused, firstRow: number): void {
    const table = this.#table;
    const ofOutputs = this.#quantities;
    const width = ofOutputs.length;
    const { labels, labelWeight, rowsPerSegment, counts } = batch;
    for (let row = 0; row < rowsPerSegment; row++) {
      const from = start + row;
      const to = firstRow + row;
      const isLabelled = row >= firstLabelled && row < rows && table.role[from] !== roles.support;
      for (let at = 0; at < width; at++) {
        const label = isLabelled ? table.labels[from * width + at]! : Number.NaN;
        const labelCounts = Number.isNaN(label) ? 0 : 1;
        labels[to * width + at] = labelCounts ? label : 0;
        labelWeight[to * width + at] = labelCounts;
        counts[ofOutputs[at]!] += labelCounts;
      }
    }
  }

  #writePhysics(segment: Segment, batch: Reused, at: number): void {
    const table = this.#table;
    const problem = this.#problem;
    const coordinates = problem.coordinates.length;
    const recording = table.recording[segment.start]!;
    const { dynamics, physics } = problem.recordings[recording]!;
    const isMeasured = physics === 'measured torque';
    for (let term = 0; term < terms; term++)
      batch.dynamics[at * terms + term] = dynamics?.[dynamicsLayout[term]!] ?? 0;
    const centres = batch.rowsPerSegment - (stencilRows - 1);
    for (let coordinate = 0; coordinate < coordinates; coordinate++) {
      const place = at * coordinates + coordinate;
      const weight = this.#residualWeights[recording]![coordinate]!;
      batch.torqueMeasured[place] = isMeasured ? 1 : 0;
      for (let centre = 0; centre < centres; centre++) {
        const row = segment.start + centre + stencilReach;
        const isWhole = physics !== 'none' && centre + stencilRows <= segment.rows;
        const torqueNm = isMeasured ? table.torqueNm[row * coordinates + coordinate]! : 0;
        const counts = isWhole && table.role[row] !== roles.support && !Number.isNaN(torqueNm) ? 1 : 0;
        batch.torqueNm[place * centres + centre] = counts ? torqueNm : 0;
        batch.residualWeight[place * centres + centre] = counts * weight;
        batch.counts.residual += counts;
      }
    }
  }
}

/** The numbers of a recording's equation of motion are those of a joint with one coordinate. */
function requireOneCoordinate({ coordinates, recordings }: Problem): void {
  if (coordinates.length === 1 || !recordings.some(({ dynamics }) => dynamics)) return;
  throw new RangeError(
    `a recording has the equation of motion of one coordinate, but the problem has ${coordinates.length} coordinates`,
  );
}

type Reused = Omit<Batch, 'counts'> & { readonly counts: ReturnType<typeof noCounts> };
