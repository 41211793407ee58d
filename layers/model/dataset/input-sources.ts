import type { GivenNames } from '../inputs/index.ts';
import { lagRows, type NameInput, nameInputs, tailOf } from '../inputs/index.ts';
import { rowUses, type SampleTable, takeRows } from './sample-table.ts';
import type { TrainingProblem } from './training-problem.ts';

/** Source of an input made of EMG: a column of a table, and the number of rows before the row of the input. */
export interface InputSource {
  readonly column: number;
  readonly lagRows: number;
}

/** The part of a problem that determines the inputs of the networks. */
export type InputsOf = Pick<TrainingProblem, 'inputNames' | 'signals'> & {
  readonly recordings: readonly GivenNames[];
};

/**
 * Finds inputs in a table: `emg_rf_mV@40ms` in the column of that name if there is one, otherwise (at 50 Hz) two rows back in
 * the column `emg_rf_mV@0ms`.
 *
 * @param stored names of the table's columns
 * @param inputNames inputs made of EMG
 * @throws RangeError if the table has no column for an input
 */
export function inputSources(
  stored: readonly string[],
  inputNames: readonly string[],
  rateHz: number,
): InputSource[] {
  const columns = new Map(stored.map((name, column) => [name, column]));
  return inputNames.map((name) => {
    const column = columns.get(name);
    if (column !== undefined) return { column, lagRows: 0 };
    const [, channel, lagMs] = /^(.*)@(\d+)ms$/.exec(name) ?? [];
    const present = columns.get(`${channel}@0ms`);
    if (present === undefined) throw new RangeError(`the table has no column for the input ${name}`);
    return { column: present, lagRows: lagRows(Number(lagMs), rateHz) };
  });
}

/** Number of rows needed before each row of use for its lags. */
export function historyRowsOf(sources: readonly InputSource[]): number {
  return sources.reduce((most, source) => Math.max(most, source.lagRows), 0);
}

/** Reads the inputs of a table's rows from its columns: lags from earlier rows, names from the recording. */
export class InputReader {
  readonly width: number;
  readonly #table: SampleTable;
  readonly #recordings: readonly GivenNames[];
  readonly #names: readonly NameInput[];
  readonly #tails = new Map<number, Float32Array>();
  readonly #targets: Int32Array;
  /** Offset from the first number of a row to the source of each input. */
  readonly #offsets: Int32Array;
  readonly #means: Float64Array;
  readonly #deviations: Float64Array;

  /**
   * @param scales one for each input; if given, inputs are written as deviations from the mean, otherwise unscaled
   * @throws RangeError if a column is missing, or rows before a row that its lags need
   */
  constructor(
    table: SampleTable,
    { inputNames, signals, recordings }: InputsOf,
    scales?: TrainingProblem['inputScales'],
  ) {
    const stored = new Set(table.inputNames);
    this.#table = table;
    this.width = inputNames.length;
    this.#recordings = recordings;
    this.#names = nameInputs(inputNames).filter(({ column }) => !stored.has(inputNames[column]!));
    const ofNames = new Set(this.#names.map(({ column }) => column));
    this.#targets = Int32Array.from([...inputNames.keys()].filter((at) => !ofNames.has(at)));
    const wanted = Array.from(this.#targets, (at) => inputNames[at]!);
    const sources = inputSources(table.inputNames, wanted, signals.rateHz);
    this.#offsets = Int32Array.from(sources, (one) => one.column - one.lagRows * table.inputNames.length);
    this.#means = Float64Array.from(this.#targets, (at) => scales?.[at]?.mean ?? 0);
    this.#deviations = Float64Array.from(this.#targets, (at) => scales?.[at]?.deviation ?? 1);
    requireHistory(table, historyRowsOf(sources), signals.rateHz);
  }

  /** Writes the inputs of a row. @param to destination, from index `at` on */
  write(row: number, to: Float32Array, at: number): void {
    const table = this.#table;
    const targets = this.#targets;
    const offsets = this.#offsets;
    const means = this.#means;
    const deviations = this.#deviations;
    const names = this.#names;
    const { inputs } = table;
    const from = row * table.inputNames.length;
    for (let one = 0; one < targets.length; one++) {
      to[at + targets[one]!] = (inputs[from + offsets[one]!]! - means[one]!) / deviations[one]!;
    }
    if (names.length === 0) return;
    const tail = this.#tailOf(table.recording[row]!);
    for (let one = 0; one < names.length; one++) to[at + names[one]!.column] = tail[one]!;
  }

  /** Inputs for names, never scaled: their mean is 0 and their deviation 1. */
  #tailOf(recording: number): Float32Array {
    const known = this.#tails.get(recording);
    if (known) return known;
    const tail = tailOf(this.#names, this.#recordings[recording]!);
    this.#tails.set(recording, tail);
    return tail;
  }
}

/**
 * A table with a column for each input of the networks, and without history rows.
 *
 * @param rows rows to take, in this order; all but history if absent
 * @throws RangeError as `InputReader`
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 * import { prepareStudy, recordingOnGrid, withInputs } from 'sarcomere/train';
 *
 * const { files } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 6 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { joint, recordings } = checkStudy(manifest, read);
 * const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
 * const { table, problem } = prepareStudy(onGrid, manifest, 'my-run', joint);
 * const { inputs, rows } = withInputs(table, problem);
 * inputs.length === rows * problem.inputNames.length; // => true
 */
export function withInputs(table: SampleTable, problem: InputsOf, rows?: ArrayLike<number>): SampleTable {
  const isWhole = !rows && !table.use.includes(rowUses.history);
  if (isWhole && sameNames(table.inputNames, problem.inputNames)) return table;
  const reader = new InputReader(table, problem);
  const kept = rows ?? rowsInUse(table);
  const inputs = new Float32Array(kept.length * reader.width);
  for (let to = 0; to < kept.length; to++) reader.write(kept[to]!, inputs, to * reader.width);
  const bare = takeRows({ ...table, inputNames: [], inputs: new Float32Array() }, kept);
  return { ...bare, inputNames: problem.inputNames, inputs };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}

function rowsInUse({ use }: SampleTable): Uint32Array {
  const rows = new Uint32Array(use.length);
  let count = 0;
  for (let row = 0; row < use.length; row++) if (use[row] !== rowUses.history) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Checks that the rows before each row of use are the samples before it; otherwise its lags would be of another time. */
function requireHistory({ rows, use, recording, timeS }: SampleTable, least: number, rateHz: number): void {
  if (least === 0) return;
  let before = 0;
  for (let row = 0; row < rows; row++) {
    const continues =
      row > 0 &&
      recording[row] === recording[row - 1] &&
      Math.abs((timeS[row]! - timeS[row - 1]!) * rateHz - 1) < 0.5;
    before = continues ? before + 1 : 0;
    if (before < least && use[row] !== rowUses.history) {
      throw new RangeError(
        `row ${row} of the table has ${before} samples before it, but its lags need ${least}`,
      );
    }
  }
}
