import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { TrainingProblem } from '../dataset/index.ts';
import { contextColumns, emgColumns, nameInputs, namings } from '../inputs/index.ts';
import type { Batch } from './batch.ts';

/**
 * Random changes to the inputs of a batch, stretch by stretch, against overfitting:
 *
 * - each input made of EMG is shifted by a normal draw, `inputNoise` times its deviation. The shift stays the same over
 *   the stretch: independent noise of each sample would drown the time derivatives of the predictions in the residual;
 * - each group of names is left out with the probability `nameDropout`, so that the network also works without names;
 * - the context is set to its mean with the probability `contextDropout`, so that the network also works without context.
 *
 * All draws follow from the training's seed, the epoch and the place of the batch in it, so a resumed training repeats them.
 */
export class Augmentation {
  readonly #seed: number;
  readonly #inputNoise: number;
  readonly #nameDropout: number;
  readonly #contextDropout: number;
  readonly #width: number;
  readonly #ofEmg: readonly number[];
  readonly #context: readonly number[];
  readonly #groups: readonly (readonly number[])[];

  constructor({ inputNames, training }: Pick<TrainingProblem, 'inputNames' | 'training'>) {
    const names = nameInputs(inputNames);
    this.#seed = training.seed;
    this.#inputNoise = training.inputNoise;
    this.#nameDropout = training.nameDropout;
    this.#contextDropout = training.contextDropout;
    this.#width = inputNames.length;
    this.#ofEmg = emgColumns(inputNames);
    this.#context = contextColumns(inputNames);
    this.#groups = namings
      .map((by) => names.flatMap((input) => (input.by === by ? [input.column] : [])))
      .filter((columns) => columns.length > 0);
  }

  /** Changes the batch's inputs in place. */
  apply({ inputs, stretches, rowsPerStretch }: Batch, epoch: number, batch: number): void {
    const hasNoise = this.#inputNoise > 0;
    const hasDropout = this.#nameDropout > 0 && this.#groups.length > 0;
    const canLoseContext = this.#contextDropout > 0 && this.#context.length > 0;
    if (!hasNoise && !hasDropout && !canLoseContext) return;
    const random = xoroshiro128plus(mixed(this.#seed, epoch, batch));
    const size = rowsPerStretch * this.#width;
    for (let stretch = 0; stretch < stretches; stretch++) {
      const rows = inputs.subarray(stretch * size, (stretch + 1) * size);
      for (const columns of hasDropout ? this.#groups : []) {
        if (uniformFloat64(random) >= this.#nameDropout) continue;
        for (const column of columns) this.#change(rows, column, () => 0);
      }
      for (const column of hasNoise ? this.#ofEmg : []) {
        const shift = this.#inputNoise * normal(() => uniformFloat64(random));
        this.#change(rows, column, (value) => value + shift);
      }
      if (!canLoseContext || uniformFloat64(random) >= this.#contextDropout) continue;
      // Inputs are standardised, so the mean is 0. Without noise, as in a prediction without context.
      for (const column of this.#context) this.#change(rows, column, () => 0);
    }
  }

  #change(rows: Float32Array, column: number, to: (value: number) => number): void {
    for (let at = column; at < rows.length; at += this.#width) rows[at] = to(rows[at]!);
  }
}

/** Box and Muller's transform; 1 - u is never 0. */
function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** One seed of three numbers, by the final mixing of MurmurHash3, so that neighbours get distant ones. */
function mixed(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash;
}
