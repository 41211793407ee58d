import type { Condition, SampleTable, TrainingProblem } from '../../dataset/index.ts';
import { joinedTables } from '../../dataset/index.ts';
import { allNames, type GivenKinds, type Naming } from '../../inputs/index.ts';
import type { NetworkOutput } from '../../network/index.ts';
import type { Learned } from '../../predictor/index.ts';
import type { Judged } from './evidence.ts';
import { fewerNames, givenKey, hasNeeds } from './fewer-names.ts';
import { takeOutput } from './folds.ts';
import { rowsToJudge } from './rows-to-judge.ts';
import type { RunGiven } from './runs-of.ts';

/** The properties of a sub-domain that determine which rows its local model predicts, and with which names. */
export type Emulated = Parameters<typeof rowsToJudge>[0] & {
  readonly id: string;
  readonly kind: 'local' | 'single' | 'further';
  readonly tables: readonly string[];
  readonly family?: string;
  readonly needs?: readonly Naming[];
  readonly isForStrangers?: true;
};

/** Sub-domains and folds of a run. */
export interface EmulatedPartition<One extends Emulated> {
  readonly subdomains: readonly One[];
  readonly folds?: readonly { readonly condition: Condition }[];
}

/** A sub-domain that a fold trains, and the places in the partition of all for which its outputs stand. */
export interface EmulatedSubdomain<One extends Emulated> {
  readonly record: One;
  readonly places: readonly number[];
}

/**
 * The sub-domains that a fold trains: those with names that predictions of this condition can give, and no network for
 * strangers if other folds judge new subjects. Networks of one family that learn from the same rows with other seeds are
 * trained once. A network of the same rows stands for one for strangers that is not trained: if all folds of new subjects are
 * lost, its outputs without names are the evidence of strangers.
 */
export function emulatedIn<One extends Emulated>(
  condition: Condition,
  { subdomains, folds = [] }: EmulatedPartition<One>,
): EmulatedSubdomain<One>[] {
  const judgesStrangers = condition === 'new-subject' || !folds.some((fold) => fold.condition !== condition);
  const found = new Map<string, { readonly record: One; readonly places: number[] }>();
  for (const [place, record] of subdomains.entries()) {
    const { id, family = '', learner, needs = [], tables, isForStrangers } = record;
    if (isForStrangers && !judgesStrangers) {
      const isOfSameRows = (one: One) => one.kind !== 'further' && one.tables.join() === tables.join();
      [...found.values()].find((one) => isOfSameRows(one.record))?.places.push(place);
      continue;
    }
    if (condition === 'new-subject' && needs.includes('subject')) continue;
    const key = learner === 'forest' ? id : JSON.stringify([family, tables]);
    const known = found.get(key);
    if (known) known.places.push(place);
    else found.set(key, { record, places: [place] });
  }
  return [...found.values()];
}

/** The sets of given names for which a local model predicts rows of this condition; a new subject has no name. */
export function givenSetsOf(
  condition: Condition,
  needs: readonly Naming[],
  inputNames: readonly string[],
): GivenKinds[] {
  const fewer = fewerNames(inputNames).filter((given) => hasNeeds(needs, given, inputNames));
  return condition === 'known' ? [allNames, ...fewer] : fewer.filter((given) => !given.includes('subject'));
}

/** Number of values that `foldOutputs` gives. */
export function sizeOfOutputs(
  record: Emulated,
  condition: Condition,
  table: SampleTable,
  problem: TrainingProblem,
): number {
  const sets = givenSetsOf(condition, record.needs ?? [], problem.inputNames).length;
  return sets * rowsToJudge(record, table, problem).length * problem.outputs.length;
}

/**
 * Outputs of a local model for the rows of a fold that it can have a weight in, one set of given names after another.
 *
 * @param runGiven of the table, with a fade of the context that was fitted without the rows of the fold
 */
export function foldOutputs(
  learned: Learned,
  record: Emulated,
  condition: Condition,
  table: SampleTable,
  problem: TrainingProblem,
  runGiven: RunGiven,
): Float32Array {
  const { inputNames } = problem;
  const rows = rowsToJudge(record, table, problem);
  const parts = givenSetsOf(condition, record.needs ?? [], inputNames).map(
    (given) => takeOutput(runGiven(learned, rows, given), rows).values,
  );
  return concatenated(parts);
}

/**
 * The evidence of a fold from the outputs of all sub-domains that it trained, in their order.
 *
 * @param values of `foldOutputs`, one after another
 * @param partition one output a sub-domain, zeros for those that the fold has not trained
 * @throws RangeError if the number of values is another
 */
export function judgedByFold(
  values: Float32Array,
  condition: Condition,
  table: SampleTable,
  problem: TrainingProblem,
  partition: EmulatedPartition<Emulated>,
): Judged {
  const { inputNames } = problem;
  const width = problem.outputs.length;
  const unused: NetworkOutput = { values: new Float32Array(table.rows * width), outputs: width };
  const none = () => partition.subdomains.map(() => unused);
  const outputs = none();
  const outputsByFewer = Object.fromEntries(
    fewerNames(inputNames).map((given) => [givenKey(inputNames, given), none()]),
  );
  let start = 0;
  for (const { record, places } of emulatedIn(condition, partition)) {
    const rows = rowsToJudge(record, table, problem);
    for (const given of givenSetsOf(condition, record.needs ?? [], inputNames)) {
      const own = new Float32Array(table.rows * width);
      for (const row of rows) {
        own.set(values.subarray(start, start + width), row * width);
        start += width;
      }
      const all = given === allNames ? outputs : outputsByFewer[givenKey(inputNames, given)]!;
      const output = { values: own, outputs: width };
      for (const place of places) all[place] = output;
    }
  }
  if (start !== values.length) throw new RangeError(`${values.length} outputs in place of ${start}`);
  return { table, outputs, outputsByFewer };
}

/**
 * The evidence of all folds of one condition together.
 *
 * @param folds with one output a sub-domain of the partition
 * @param places of the local models in the partition
 */
export function foldEvidence(folds: readonly Judged[], places: readonly number[]): Judged | undefined {
  if (folds.length === 0) return undefined;
  // Parts of one recording that several folds predict are several stretches.
  const table = joinedTables(
    folds.map(({ table }, fold) => ({
      ...table,
      block: table.block.map((one) => one * folds.length + fold),
    })),
  );
  const joinedOutputs = new Map<string, NetworkOutput>();
  const identities = new Map<NetworkOutput, number>();
  const identityOf = (output: NetworkOutput) => {
    const known = identities.get(output) ?? identities.size;
    identities.set(output, known);
    return known;
  };
  // Outputs that stand for several local models are in memory once.
  const join = (parts: readonly NetworkOutput[]): NetworkOutput => {
    const key = parts.map(identityOf).join();
    const own = joinedOutputs.get(key) ?? {
      values: concatenated(parts.map(({ values }) => values)),
      outputs: parts[0]!.outputs,
    };
    joinedOutputs.set(key, own);
    return own;
  };
  const all = (of: (fold: Judged) => readonly NetworkOutput[]) =>
    places.map((place) => join(folds.map((fold) => of(fold)[place]!)));
  const keys = Object.keys(folds[0]!.outputsByFewer ?? {});
  return {
    isOfFolds: true,
    table,
    outputs: all(({ outputs }) => outputs),
    outputsByFewer: Object.fromEntries(
      keys.map((key) => [key, all(({ outputsByFewer }) => outputsByFewer![key]!)]),
    ),
  };
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
