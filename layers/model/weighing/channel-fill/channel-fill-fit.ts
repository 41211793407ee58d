import { mean, solvePositive } from '../../../base/numbers/index.ts';
import type { TrainingProblem } from '../../dataset/index.ts';
import { rowUses, type SampleTable } from '../../dataset/index.ts';
import type { ChannelFillJson } from '../../predictor/index.ts';

/** Most values that are kept, 4 MB: of a longer study every second, third, ... training row. */
const mostValues = 1_000_000;
/** Added to the variance of each channel: slopes of channels that go together stay small. */
const leastVariance = 1e-3;

/** A person in a task. */
interface Group {
  readonly subject: string;
  readonly task: string;
  /** Envelopes as networks see them, one list of channels a row. */
  readonly rows: Float32Array[];
}

/** Fits how each channel follows from the others, to training rows, which come table by table. */
export class ChannelFillFit {
  readonly #problem: TrainingProblem;
  readonly #columns: readonly number[];
  readonly #every: number;
  readonly #groups = new Map<string, Group>();
  #seen = 0;

  /** @param rows training rows in all */
  constructor(problem: TrainingProblem, rows: number) {
    const { signals, inputNames, features } = problem;
    this.#problem = problem;
    // The least lag, which need not be 0: the envelope of a moment before.
    this.#columns = signals.emg.channels.map(({ column }) =>
      inputNames.indexOf(`${column}@${features.lagsMs[0]}ms`),
    );
    this.#every = Math.max(1, Math.ceil((rows * this.#columns.length) / mostValues));
  }

  /** @param table with the inputs of the networks */
  add({ rows, inputs, inputNames, use, recording }: SampleTable): void {
    for (let row = 0; row < rows; row++) {
      if (use[row] !== rowUses.train || this.#seen++ % this.#every !== 0) continue;
      const { subject, task } = this.#problem.recordings[recording[row]!]!;
      const key = JSON.stringify([subject, task]);
      const group = this.#groups.get(key) ?? { subject, task, rows: [] };
      this.#groups.set(key, group);
      group.rows.push(Float32Array.from(this.#columns, (at) => inputs[row * inputNames.length + at]!));
    }
  }

  /** @returns undefined without training rows, or with a single channel */
  fill(): ChannelFillJson | undefined {
    const channels = this.#columns.length;
    if (this.#groups.size === 0 || channels < 2) return undefined;
    const groups = [...this.#groups.values()].map(({ subject, task, rows }) => ({
      subject,
      task,
      rows,
      mean: this.#columns.map((_, at) => mean(rows.map((row) => row[at]!))),
    }));
    const covariance = covarianceWithin(groups, channels);
    return {
      groups: groups.map(({ subject, task, mean }) => ({ subject, task, mean })),
      slopes: covariance.map((_, channel) => slopesOf(covariance, channel)),
    };
  }
}

/** Covariance of the channels about the means of their groups; channels x channels. */
function covarianceWithin(
  groups: readonly { readonly rows: readonly Float32Array[]; readonly mean: readonly number[] }[],
  channels: number,
): number[][] {
  const sums = Array.from({ length: channels }, () => new Array<number>(channels).fill(0));
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  for (const { rows, mean } of groups) {
    for (const row of rows) {
      for (let a = 0; a < channels; a++) {
        const off = row[a]! - mean[a]!;
        for (let b = 0; b < channels; b++) sums[a]![b]! += (off * (row[b]! - mean[b]!)) / count;
      }
    }
  }
  return sums;
}

/** Least squares of one channel on the others; 0 for itself. */
function slopesOf(covariance: readonly (readonly number[])[], channel: number): number[] {
  const others = [...covariance.keys()].filter((at) => at !== channel);
  const matrix = others.flatMap((a) => others.map((b) => covariance[a]![b]! + (a === b ? leastVariance : 0)));
  const found = solvePositive(
    Float64Array.from(matrix),
    Float64Array.from(others, (at) => covariance[at]![channel]!),
  );
  return covariance.map((_, at) => (at === channel ? 0 : found[others.indexOf(at)]!));
}
