import { compileWasm, type WasmMemory, webAssembly } from '../network/index.ts';
import { splitsWasm } from './splits.wasm.ts';

/** Exports of `assembly/splits.ts`, documented there; pointers in bytes. */
interface Splits {
  readonly memory: WasmMemory;
  readonly roomStart: { readonly value: number };
  ranges(columns: number, stride: number, rows: number, list: number, count: number, to: number): void;
  splits(
    columns: number,
    stride: number,
    rows: number,
    list: number,
    count: number,
    thresholds: number,
    least: number,
    summed: number,
    sums: number,
    to: number,
  ): void;
  divide(
    columns: number,
    stride: number,
    rows: number,
    by: number,
    threshold: number,
    list: number,
    count: number,
    summed: number,
    sums: number,
    room: number,
  ): void;
}

/** Rows of a tree's nodes in WebAssembly SIMD, float32, column by column: a node is a stretch of them. */
export class SplitKernel {
  /** Input columns to look at: `list`, filled by the caller. */
  readonly list: Int32Array;
  /** Least and greatest value of each input of the list, after `findRanges`. */
  readonly ranges: Float32Array;
  /** One for each input of the list, filled by the caller. */
  readonly thresholds: Float32Array;
  /** For each input of the list, after `sumSplits`: the number of rows below, and the sum of each summed column over them. */
  readonly sums: Float32Array;
  readonly #splits: Splits;
  readonly #start: Float32Array;
  readonly #columns: Float32Array;
  readonly #stride: number;
  readonly #summedCount: number;
  readonly #at: {
    columns: number;
    summed: number;
    list: number;
    ranges: number;
    thresholds: number;
    sums: number;
    room: number;
  };

  /** @param summed columns to sum on both sides of a split */
  constructor(inputs: readonly Float32Array[], summed: readonly Float32Array[]) {
    const rows = inputs[0]!.length;
    // The kernel reads four rows at a time: up to three beyond the last one.
    const stride = Math.ceil((rows + 3) / 4) * 4;
    const all = [...inputs, ...summed];
    const { module } = compileWasm(splitsWasm, 'plain');
    this.#splits = new webAssembly.Instance(module).exports as unknown as Splits;
    const { memory, roomStart } = this.#splits;
    let end = Math.ceil(roomStart.value / 16) * 16;
    const take = (numbers: number) => {
      const place = end;
      end += Math.ceil(numbers / 4) * 16;
      return place;
    };
    const columns = take(stride * all.length);
    this.#at = {
      columns,
      summed: columns + 4 * stride * inputs.length,
      list: take(inputs.length),
      ranges: take(2 * inputs.length),
      thresholds: take(inputs.length),
      sums: take(inputs.length * (1 + summed.length)),
      room: take(3 * stride),
    };
    memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / 65_536)));
    const floats = (at: number, length: number) => new Float32Array(memory.buffer, at, length);
    this.list = new Int32Array(memory.buffer, this.#at.list, inputs.length);
    this.ranges = floats(this.#at.ranges, 2 * inputs.length);
    this.thresholds = floats(this.#at.thresholds, inputs.length);
    this.sums = floats(this.#at.sums, inputs.length * (1 + summed.length));
    this.#columns = floats(columns, stride * all.length);
    this.#start = new Float32Array(stride * all.length);
    for (const [at, column] of all.entries()) this.#start.set(column, at * stride);
    this.#stride = 4 * stride;
    this.#summedCount = summed.length;
  }

  /** Puts all rows back into their first order. */
  reset(): void {
    this.#columns.set(this.#start);
  }

  /** @param count inputs of the list */
  findRanges(start: number, rows: number, count: number): void {
    const { columns, list, ranges } = this.#at;
    this.#splits.ranges(columns + 4 * start, this.#stride, rows, list, count, ranges);
  }

  /** @param least rows on each side without which a split is not summed */
  sumSplits(start: number, rows: number, count: number, least: number): void {
    const { columns, list, thresholds, summed, sums } = this.#at;
    const from = 4 * start;
    this.#splits.splits(
      columns + from,
      this.#stride,
      rows,
      list,
      count,
      thresholds,
      least,
      summed + from,
      this.#summedCount,
      sums,
    );
  }

  /** Puts rows up to the threshold of an input first, in the summed columns and the `count` columns of the list. */
  divide(start: number, rows: number, input: number, threshold: number, count: number): void {
    const { columns, list, summed, room } = this.#at;
    const from = columns + 4 * start;
    const by = from + input * this.#stride;
    const summedFrom = summed + 4 * start;
    const stride = this.#stride;
    this.#splits.divide(from, stride, rows, by, threshold, list, count, summedFrom, this.#summedCount, room);
  }

  /** A summed column in the rows of a node. */
  columnOf(at: number, start: number, rows: number): Float32Array {
    const first = (this.#at.summed - this.#at.columns + at * this.#stride) / 4 + start;
    return this.#columns.subarray(first, first + rows);
  }
}
