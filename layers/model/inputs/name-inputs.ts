import type { Fault } from '../../base/faults/index.ts';
import { type Given, type GivenNames, type Naming, namings } from './given-names.ts';

/** An input of the networks that is 1 if its name is given with the EMG, else 0. */
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
export function namesSeen(recordings: readonly GivenNames[], groups: readonly Naming[]): string[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length < 2 || names.length > mostNames ? [] : names.map((name) => `${by}=${name}`),
  );
}

/** A warning for each group that has too many names: they get no inputs. */
export function namesWithoutInputs(recordings: readonly GivenNames[], groups: readonly Naming[]): Fault[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length <= mostNames
      ? []
      : {
          code: 'NAMES_UNTOLD',
          what: 'There are too many names of one kind: each would be an input of every network, so they get no inputs.',
          where: { file: 'study.json', column: 'features.names' },
          found: `${names.length} names by ${by} with training rows`,
          expected: `${mostNames} at most`,
          fix: `Leave "${by}" out of features.names; "subdomains" can still be cut by it, and "calibrate" fits a model to one subject.`,
        },
  );
}

function groupsSeen(
  recordings: readonly GivenNames[],
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
 * Puts the inputs for names behind those made of EMG. If a name is not given, or training has not seen it, all inputs of its
 * group are 0.
 *
 * @param features rows x inputs made of EMG, row-major
 * @param inputNames those of all inputs
 * @returns rows x all inputs; the features themselves where no input stands for a name
 */
export function withNames(
  features: Float32Array,
  inputNames: readonly string[],
  givenNames: GivenNames,
): Float32Array {
  const names = nameInputs(inputNames);
  if (names.length === 0) return features;
  const width = inputNames.length - names.length;
  const tail = tailOf(names, givenNames);
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

/** 1 or 0 of each of some inputs that stand for names. */
export function tailOf(
  names: readonly Pick<NameInput, 'by' | 'name'>[],
  givenNames: GivenNames,
): Float32Array {
  return Float32Array.from(names, ({ by, name }) => (givenNames[by] === name ? 1 : 0));
}

/**
 * The inputs if only some names are given: those of the other groups are 0.
 *
 * @param inputs rows x inputs, row-major
 * @returns a copy; the inputs themselves if nothing is to be taken away
 */
export function onlyGiven(inputs: Float32Array, inputNames: readonly string[], given: Given): Float32Array {
  const notGiven = nameInputs(inputNames).filter(({ by }) => !given.includes(by));
  if (notGiven.length === 0) return inputs;
  const left = inputs.slice();
  for (const { column } of notGiven) {
    for (let at = column; at < left.length; at += inputNames.length) left[at] = 0;
  }
  return left;
}
