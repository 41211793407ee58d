import { quantities, type RowRange } from '../dataset/index.ts';
import { type BatchBuilder, type LossCounts, noCounts } from './batch.ts';
import type { Loss, Objective } from './engine.ts';
import { coverByStretches, type Stretch } from './stretches.ts';

/** The parts of a loss, each summed over the parts of a pass. */
const lossParts = ['total', 'physics', ...quantities] as const;

const stretchRows = 256;
const stretchesPerPart = 16;

/** Loss and gradient over all rows of some ranges, part by part, so that memory does not grow with the rows. */
export class FullPass {
  readonly counts: LossCounts;
  readonly #parts: Stretch[][] = [];
  readonly #builder: BatchBuilder;
  readonly #objective: Objective;
  #rounded = new Float32Array(0);

  constructor(builder: BatchBuilder, objective: Objective, ranges: readonly RowRange[]) {
    this.#builder = builder;
    this.#objective = objective;
    const stretches = coverByStretches(ranges, stretchRows).sort(
      (a, b) => b.rows - a.rows || a.start - b.start,
    );
    for (let at = 0; at < stretches.length; at += stretchesPerPart) {
      this.#parts.push(stretches.slice(at, at + stretchesPerPart));
    }
    const counts = noCounts();
    const parts = Object.keys(counts) as (keyof LossCounts)[];
    for (const part of this.#parts) {
      const batch = builder.build(part);
      for (const name of parts) counts[name] += batch.counts[name];
    }
    this.counts = counts;
  }

  /** @param gradient if given, filled with the gradient */
  loss(parameters: Float64Array, gradient?: Float64Array): Loss {
    gradient?.fill(0);
    if (this.#rounded.length !== parameters.length) this.#rounded = new Float32Array(parameters.length);
    this.#rounded.set(parameters);
    const sum = { total: 0, angle: 0, force: 0, torque: 0, physics: 0 };
    for (const part of this.#parts) {
      const batch = this.#builder.build(part);
      const loss = this.#objective.evaluate(
        this.#rounded,
        batch,
        this.counts,
        1 / this.#parts.length,
        gradient,
      );
      for (const name of lossParts) sum[name] += loss[name];
    }
    return sum;
  }
}
