import type { Fault } from '../faults/fault.ts';
import type { SampleTable } from './sample-table.ts';

/** What a recording may be known by. */
export const namings = ['subject', 'site', 'task'] as const;
export type Naming = (typeof namings)[number];

/** What is known of where EMG comes from; each spelled as in the study. */
export type Known = { readonly [by in Naming]?: string | undefined };

/** An input of the networks that is 1 where its name is known to be that of the EMG, and else 0. */
export interface NameInput {
  /** Among all inputs. */
  readonly column: number;
  readonly by: Naming;
  readonly name: string;
}

/**
 * The inputs that stand for names, as `namesSeen` calls them. No pseudonym holds a tilde or an at sign, one of
 * which is in every input made of EMG.
 */
export function nameInputs(inputNames: readonly string[]): NameInput[] {
  return inputNames.flatMap((input, column) => {
    const [, by, name] = /^(subject|site|task)=([\w.-]+)$/.exec(input) ?? [];
    return name === undefined ? [] : [{ column, by: by as Naming, name }];
  });
}

/** Columns of the inputs that are made of EMG. */
export function emgColumns(inputNames: readonly string[]): number[] {
  const ofNames = new Set(nameInputs(inputNames).map(({ column }) => column));
  return inputNames.flatMap((_, column) => (ofNames.has(column) ? [] : [column]));
}

/**
 * More names of a group get no inputs: every network would have an input for each, and every row a number, so that
 * memory grew with the square of the number of subjects.
 */
export const mostNames = 100;

/**
 * `subject=s01`, `subject=s02`, `task=walk`, ...: an input for each name among the recordings, sorted. Where all of them
 * have one name, it tells nothing, and there is none; nor is there where they have more than `mostNames`.
 *
 * @param recordings those with training rows: of any other name the networks could learn nothing
 */
export function namesSeen(recordings: readonly Known[], groups: readonly Naming[]): string[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length < 2 || names.length > mostNames ? [] : names.map((name) => `${by}=${name}`),
  );
}

/** A warning for each group that has too many names to be told. */
export function namesUntold(recordings: readonly Known[], groups: readonly Naming[]): Fault[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length <= mostNames
      ? []
      : {
          code: 'NAMES_UNTOLD',
          what: 'There are too many names of one kind for the networks to be told: each would be an input of every network.',
          where: { file: 'study.json', column: 'features.names' },
          found: `${names.length} names by ${by} with training rows`,
          expected: `${mostNames} at most`,
          fix: `Leave "${by}" out of features.names; "subdomains" can still be cut by it, and "calibrate" fits a model to one subject.`,
        },
  );
}

function groupsSeen(
  recordings: readonly Known[],
  groups: readonly Naming[],
): { by: Naming; names: string[] }[] {
  return namings
    .filter((by) => groups.includes(by))
    .map((by) => ({
      by,
      names: [...new Set(recordings.flatMap((recording) => recording[by] ?? []))].sort(),
    }));
}

/**
 * Puts the inputs for names behind those made of EMG. A name that is not known, or that training has not seen, leaves all
 * inputs of its group at 0.
 *
 * @param features rows x inputs made of EMG, row-major
 * @param inputNames those of all inputs
 * @returns rows x all inputs; the features themselves where no input stands for a name
 */
export function withNames(features: Float32Array, inputNames: readonly string[], known: Known): Float32Array {
  const names = nameInputs(inputNames);
  if (names.length === 0) return features;
  const width = inputNames.length - names.length;
  const tail = tailOf(names, known);
  const rows = features.length / width;
  const inputs = new Float32Array(rows * inputNames.length);
  for (let row = 0; row < rows; row++) {
    inputs.set(features.subarray(row * width, (row + 1) * width), row * inputNames.length);
    inputs.set(tail, row * inputNames.length + width);
  }
  return inputs;
}

/** What the networks see of an input that stands for a name: 0 or 1, as it is. */
export const nameScale = { mean: 0, deviation: 1 };
export const nameRange = [0, 1] as const;

/**
 * A table whose inputs are made of EMG alone, with those that stand for the names of its recordings behind them.
 *
 * @example
 * import { tellNames } from 'sarcomere/train';
 *
 * const table = { rows: 2, inputNames: ['emg@0ms'], inputs: Float32Array.of(0.1, 0.2), recording: Int32Array.of(0, 1) };
 * const recordings = [{ subject: 'ana' }, { subject: 'ben' }];
 * tellNames(table, { inputNames: ['emg@0ms', 'subject=ana', 'subject=ben'], recordings }).inputs; // => [0.1, 1, 0, 0.2, 0, 1]
 */
export function tellNames(
  table: SampleTable,
  {
    inputNames,
    recordings,
  }: { readonly inputNames: readonly string[]; readonly recordings: readonly Known[] },
): SampleTable {
  const names = nameInputs(inputNames);
  if (names.length === 0) return table;
  const width = table.inputNames.length;
  const inputs = new Float32Array(table.rows * inputNames.length);
  const tails = new Map<number, Float32Array>();
  for (let row = 0; row < table.rows; row++) {
    const recording = table.recording[row]!;
    const tail = tails.get(recording) ?? tailOf(names, recordings[recording]!);
    tails.set(recording, tail);
    inputs.set(table.inputs.subarray(row * width, (row + 1) * width), row * inputNames.length);
    inputs.set(tail, row * inputNames.length + width);
  }
  return { ...table, inputNames, inputs };
}

function tailOf(names: readonly NameInput[], known: Known): Float32Array {
  return Float32Array.from(names, ({ by, name }) => (known[by] === name ? 1 : 0));
}

/**
 * The inputs as they are where only some groups of names are told: the others' are 0.
 *
 * @param inputs rows x inputs, row-major
 * @returns a copy; the inputs themselves where nothing is to be taken away
 */
export function toldOnly(
  inputs: Float32Array,
  inputNames: readonly string[],
  told: readonly Naming[],
): Float32Array {
  const untold = nameInputs(inputNames).filter(({ by }) => !told.includes(by));
  if (untold.length === 0) return inputs;
  const left = inputs.slice();
  for (const { column } of untold) {
    for (let at = column; at < left.length; at += inputNames.length) left[at] = 0;
  }
  return left;
}
