import { mean, percentile } from '../../../base/numbers/index.ts';
import type { TrainingProblem } from '../../dataset/index.ts';
import { rowUses, type SampleTable } from '../../dataset/index.ts';
import { contextColumns } from '../../inputs/index.ts';
import { type ContextFadeJson, nearestContext } from '../../predictor/index.ts';

/** Most context values that are kept, 4 MB: of a longer study every second, third, ... training row. */
const mostValues = 1_000_000;
/** Rows from which a reach is taken, and most distances of a row that are computed for it. */
const mostRows = 5000;
const mostOperations = 3e8;
/** Training rows that keep their whole context, %. */
const passed = 99;
/** A deviation within groups is at least this share of the deviation over the study: a channel that hardly changed must not decide. */
const leastShareOfStudy = 0.1;

/** A person in a task. */
interface Group {
  readonly subject: string;
  readonly task: string;
  /** One list of context inputs a row. */
  readonly contexts: Float32Array[];
}

/** Fits the fade of the context to training rows, which come table by table in any order. */
export class ContextFadeFit {
  readonly #problem: TrainingProblem;
  readonly #columns: readonly number[];
  readonly #every: number;
  readonly #groups = new Map<string, Group>();
  #seen = 0;

  /** @param rows training rows in all */
  constructor(problem: TrainingProblem, rows: number) {
    this.#problem = problem;
    // Networks that were always given a context cannot do without it.
    this.#columns = problem.training.contextDropout > 0 ? contextColumns(problem.inputNames) : [];
    this.#every = Math.max(1, Math.ceil((rows * this.#columns.length) / mostValues));
  }

  /** @param table with the inputs of the networks */
  add({ rows, inputs, inputNames, use, recording }: SampleTable): void {
    if (this.#columns.length === 0) return;
    for (let row = 0; row < rows; row++) {
      if (use[row] !== rowUses.train || this.#seen++ % this.#every !== 0) continue;
      const { subject, task } = this.#problem.recordings[recording[row]!]!;
      const key = JSON.stringify([subject, task]);
      const group = this.#groups.get(key) ?? { subject, task, contexts: [] };
      this.#groups.set(key, group);
      group.contexts.push(
        Float32Array.from(this.#columns, (column) => inputs[row * inputNames.length + column]!),
      );
    }
  }

  /** @returns undefined if the networks have no context, cannot do without it, or have no training rows */
  fade(): ContextFadeJson | undefined {
    const all = [...this.#groups.values()];
    if (all.length === 0) return undefined;
    const scales = this.#columns.map((column) => this.#problem.inputScales[column]!);
    const groups = all.map((group) => ({ ...group, mean: meanOf(group.contexts) }));
    const withinGroups = deviationWithin(groups);
    const deviation = scales.map((scale, at) =>
      Math.max(withinGroups[at]!, leastShareOfStudy * scale.deviation),
    );
    const reach = reachOf(groups, deviation, (own, other) => own === other)!;
    const isAnotherPerson = (own: GroupWithMean, other: GroupWithMean) => own.subject !== other.subject;
    const amongOthers = reachOf(groups, deviation, isAnotherPerson);
    return {
      mean: scales.map(({ mean }) => mean),
      groups: groups.map(({ subject, task, mean }) => ({ subject, task, mean })),
      deviation,
      reach,
      ...(amongOthers === undefined ? {} : { reachOfStrangers: Math.max(reach, amongOthers) }),
    };
  }
}

interface GroupWithMean extends Group {
  readonly mean: number[];
}

function meanOf(contexts: readonly Float32Array[]): number[] {
  return Array.from(contexts[0]!, (_, at) => mean(contexts.map((context) => context[at]!)));
}

/** Deviation of each context input from the mean of its group, over all groups. */
function deviationWithin(groups: readonly GroupWithMean[]): number[] {
  const rows = groups.reduce((sum, { contexts }) => sum + contexts.length, 0);
  return groups[0]!.mean.map((_, at) => {
    let square = 0;
    for (const { contexts, mean } of groups) {
      for (const context of contexts) square += (context[at]! - mean[at]!) ** 2;
    }
    return Math.sqrt(square / rows);
  });
}

/**
 * The distance that nearly all training rows have at most from the nearest of the groups that they are compared with.
 *
 * @returns undefined if no row has such a group
 */
function reachOf(
  groups: readonly GroupWithMean[],
  deviation: readonly number[],
  isCompared: (own: GroupWithMean, other: GroupWithMean) => boolean,
): number | undefined {
  const rows = groups.reduce((sum, { contexts }) => sum + contexts.length, 0);
  const most = Math.min(mostRows, mostOperations / (groups.length * deviation.length));
  const every = Math.ceil(rows / most);
  const distances: number[] = [];
  let seen = 0;
  for (const own of groups) {
    const others = groups.filter((other) => isCompared(own, other));
    if (others.length === 0) continue;
    for (const context of own.contexts) {
      if (seen++ % every === 0) distances.push(nearestContext(context, others, { deviation }));
    }
  }
  return distances.length === 0 ? undefined : percentile([Float64Array.from(distances)], passed);
}
