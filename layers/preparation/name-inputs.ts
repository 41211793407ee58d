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
 * `subject=s01`, `subject=s02`, `task=walk`, ...: an input for each name among the recordings, sorted. Where all of them
 * have one name, it tells nothing, and there is none.
 *
 * @param recordings those with training rows: of any other name the networks could learn nothing
 */
export function namesSeen(recordings: readonly Known[], groups: readonly Naming[]): string[] {
  return namings
    .filter((by) => groups.includes(by))
    .flatMap((by) => {
      const names = [...new Set(recordings.flatMap((recording) => recording[by] ?? []))].sort();
      return names.length < 2 ? [] : names.map((name) => `${by}=${name}`);
    });
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
  const tail = Float32Array.from(names, ({ by, name }) => (known[by] === name ? 1 : 0));
  const rows = features.length / width;
  const inputs = new Float32Array(rows * inputNames.length);
  for (let row = 0; row < rows; row++) {
    inputs.set(features.subarray(row * width, (row + 1) * width), row * inputNames.length);
    inputs.set(tail, row * inputNames.length + width);
  }
  return inputs;
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
