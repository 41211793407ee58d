import type { Fault } from '../../base/faults/index.ts';
import { type GivenKinds, type GivenNames, type Naming, namings } from './given-names.ts';

/** An input of the networks that is 1 if its name is given with the EMG, else 0. */
export interface NameInput {
  /** Index among all inputs. */
  readonly column: number;
  readonly by: Naming;
  readonly name: string;
}

/**
 * The inputs for names, as `namesSeen` spells them. Every input made of EMG has a tilde or an at sign, which no pseudonym
 * has.
 */
export function nameInputs(inputNames: readonly string[]): NameInput[] {
  return inputNames.flatMap((input, column) => {
    const [, by, name] = /^(subject|site|task)=([\w.-]+)$/.exec(input) ?? [];
    return name === undefined ? [] : [{ column, by: by as Naming, name }];
  });
}

/** Columns of the inputs made of EMG. */
export function emgColumns(inputNames: readonly string[]): number[] {
  const ofNames = new Set(nameInputs(inputNames).map(({ column }) => column));
  return inputNames.flatMap((_, column) => (ofNames.has(column) ? [] : [column]));
}

/**
 * A group with more names gets no inputs. Each name is an input of every network and a number in every row, so memory would
 * grow with the square of the number of subjects.
 */
export const mostNames = 100;

/**
 * `subject=s01`, `subject=s02`, `task=walk`, ...: an input for each name among the recordings, sorted. A group has no inputs
 * if all recordings have the same name, or if there are more than `mostNames` names.
 *
 * @param recordings recordings with training rows; the networks cannot learn other names
 */
export function namesSeen(recordings: readonly GivenNames[], groups: readonly Naming[]): string[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length < 2 || names.length > mostNames ? [] : names.map((name) => `${by}=${name}`),
  );
}

/** A warning for each group with too many names, which therefore gets no inputs. */
export function namesWithoutInputs(recordings: readonly GivenNames[], groups: readonly Naming[]): Fault[] {
  return groupsSeen(recordings, groups).flatMap(({ by, names }) =>
    names.length <= mostNames
      ? []
      : {
          code: 'NAMES_UNTOLD',
          what: 'There are too many names of one kind, so they get no inputs: each would be an input of every network.',
          where: { file: 'study.json', column: 'features.names' },
          found: `${names.length} names by ${by} with training rows`,
          expected: `at most ${mostNames}`,
          fix: `Leave "${by}" out of features.names. "subdomains" can still divide by ${by}, and "calibrate" fits a model to one subject.`,
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
 * Appends the inputs for names to those made of EMG. If a name is not given, or is not in the training data, all inputs of
 * its group are 0.
 *
 * @param features rows x inputs made of EMG, row-major
 * @param inputNames names of all inputs
 * @returns rows x all inputs; the same array if there are no inputs for names
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

/** Scale of an input for a name: the networks get 0 or 1 unchanged. */
export const nameScale = { mean: 0, deviation: 1 };
export const nameRange = [0, 1] as const;

/** Values, 1 or 0, of inputs for names. */
export function tailOf(
  names: readonly Pick<NameInput, 'by' | 'name'>[],
  givenNames: GivenNames,
): Float32Array {
  return Float32Array.from(names, ({ by, name }) => (givenNames[by] === name ? 1 : 0));
}

/**
 * The inputs as if only some kinds of names were given: the inputs of the other groups are 0.
 *
 * @param inputs rows x inputs, row-major
 * @returns a copy; the same array if nothing changes
 */
export function onlyGiven(
  inputs: Float32Array,
  inputNames: readonly string[],
  given: GivenKinds,
): Float32Array {
  const notGiven = nameInputs(inputNames).filter(({ by }) => !given.includes(by));
  if (notGiven.length === 0) return inputs;
  const left = inputs.slice();
  for (const { column } of notGiven) {
    for (let at = column; at < left.length; at += inputNames.length) left[at] = 0;
  }
  return left;
}
