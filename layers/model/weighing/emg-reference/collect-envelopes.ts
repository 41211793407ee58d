import type { TrainingProblem } from '../../dataset/index.ts';
import { rowUses, type SampleTable } from '../../dataset/index.ts';
import { expand } from '../../inputs/index.ts';
import { stretchS } from '../../predictor/index.ts';

/** Consecutive rows of a recording that training has seen. */
export interface EnvelopeRun {
  readonly recording: number;
  /** Channels x rows, normalised by the scale of the subject. */
  readonly envelopes: readonly Float64Array[];
}

/** Most values that are kept, some 40 MB with their rows: of a longer study evenly spread windows of time. */
const mostValues = 1_000_000;

/** Collects the envelopes of training and validation rows, table by table, in any order of the tables. */
export class EnvelopeCollection {
  readonly #columns: readonly number[];
  readonly #rateHz: number;
  readonly #isLog: boolean;
  /** One window of time in so many is kept. */
  readonly #every: number;
  readonly #rows = new Map<number, { timeS: number; envelopes: Float32Array }[]>();

  /** @param rows training and validation rows in all */
  constructor({ inputNames, signals, features }: TrainingProblem, rows: number) {
    const channels = signals.emg.channels.map(({ column }) => column);
    this.#columns = channels.map((channel) => inputNames.indexOf(`${channel}@0ms`));
    this.#rateHz = signals.rateHz;
    this.#isLog = features.compression === 'log';
    this.#every = Math.max(1, Math.ceil((rows * channels.length) / mostValues));
  }

  /** @param table with the inputs of the networks */
  add({ rows, inputNames, inputs, use, recording, timeS }: SampleTable): void {
    for (let row = 0; row < rows; row++) {
      const isLearned = use[row] === rowUses.train || use[row] === rowUses.validation;
      if (!isLearned || Math.floor(timeS[row]! / stretchS) % this.#every !== 0) continue;
      const values = Float32Array.from(this.#columns, (at) => {
        const value = inputs[row * inputNames.length + at]!;
        return this.#isLog ? expand(value) : value;
      });
      const own = this.#rows.get(recording[row]!) ?? [];
      if (own.length === 0) this.#rows.set(recording[row]!, own);
      own.push({ timeS: timeS[row]!, envelopes: values });
    }
  }

  /** In the order of recordings and time. */
  runs(): EnvelopeRun[] {
    return [...this.#rows.entries()]
      .sort(([a], [b]) => a - b)
      .flatMap(([recording, rows]) => {
        rows.sort((a, b) => a.timeS - b.timeS);
        const starts = [...rows.keys()].filter((at) => at === 0 || this.#isGap(rows[at - 1]!, rows[at]!));
        return starts.map((start, at) => {
          const own = rows.slice(start, starts[at + 1]);
          const envelopes = this.#columns.map((_, channel) =>
            Float64Array.from(own, (row) => row.envelopes[channel]!),
          );
          return { recording, envelopes };
        });
      });
  }

  #isGap(before: { readonly timeS: number }, after: { readonly timeS: number }): boolean {
    return (after.timeS - before.timeS) * this.#rateHz > 1.5;
  }
}
