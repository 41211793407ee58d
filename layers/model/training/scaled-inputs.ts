import type { Problem } from '../dataset/index.ts';
import { InputReader, roles, type SampleTable } from '../dataset/index.ts';

/** Up to this size, the inputs of a whole table are made once: a batch is then a copy. */
const mostBytesHeld = 256 * 1024 ** 2;

/**
 * The inputs of a table as the network sees them, standardised: lags from earlier rows, and names of the recording, in their
 * places. Made once of a table whose inputs fit; of a larger one while a batch is built, in the same numbers.
 */
export class ScaledInputs {
  private readonly width: number;
  private readonly reader: InputReader;
  /** rows x inputs; 0 in history rows. */
  private readonly held: Float32Array | undefined;

  /** @throws RangeError as `InputReader` */
  constructor(table: SampleTable, problem: Problem, mostBytes = mostBytesHeld) {
    this.width = problem.inputNames.length;
    this.reader = new InputReader(table, problem, problem.inputScales);
    if (4 * table.rows * this.width > mostBytes) return;
    const held = new Float32Array(table.rows * this.width);
    for (let row = 0; row < table.rows; row++) {
      if (table.role[row] !== roles.history) this.reader.write(row, held, row * this.width);
    }
    this.held = held;
  }

  /** Writes the inputs of consecutive rows. @param at where in `to` */
  write(start: number, rows: number, to: Float32Array, at: number): void {
    const { width, held, reader } = this;
    if (held) to.set(held.subarray(start * width, (start + rows) * width), at);
    else for (let row = 0; row < rows; row++) reader.write(start + row, to, at + row * width);
  }
}
