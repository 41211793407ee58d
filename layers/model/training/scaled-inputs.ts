import type { TrainingProblem } from '../dataset/index.ts';
import { InputReader, rowUses, type SampleTable } from '../dataset/index.ts';

/** Up to this size, the inputs of a whole table are computed once, and batches copy them. */
const mostBytesHeld = 256 * 1024 ** 2;

/**
 * The standardised inputs of a table for the network, with lags from earlier rows and names of the recording. Computed once if
 * they fit in memory, otherwise while a batch is built, with the same results.
 */
export class ScaledInputs {
  readonly #width: number;
  readonly #reader: InputReader;
  /** rows x inputs; 0 in history rows. */
  readonly #held: Float32Array | undefined;

  /** @throws RangeError as `InputReader` */
  constructor(table: SampleTable, problem: TrainingProblem, mostBytes = mostBytesHeld) {
    this.#width = problem.inputNames.length;
    this.#reader = new InputReader(table, problem, problem.inputScales);
    if (4 * table.rows * this.#width > mostBytes) return;
    const held = new Float32Array(table.rows * this.#width);
    for (let row = 0; row < table.rows; row++) {
      if (table.use[row] !== rowUses.history) this.#reader.write(row, held, row * this.#width);
    }
    this.#held = held;
  }

  /** Writes the inputs of consecutive rows. @param at first index in `to` */
  write(start: number, rows: number, to: Float32Array, at: number): void {
    const width = this.#width;
    const held = this.#held;
    const reader = this.#reader;
    if (held) to.set(held.subarray(start * width, (start + rows) * width), at);
    else for (let row = 0; row < rows; row++) reader.write(start + row, to, at + row * width);
  }
}
