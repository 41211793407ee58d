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

/** Most values that are kept, some 12 MB with their times: of a longer study evenly spread windows of time. */
const mostValues = 1_000_000;

/** Rows of one recording in one table. */
interface Part {
  readonly timeS: Float64Array;
  /** Rows x channels, row-major. */
  readonly envelopes: Float32Array;
}

/** Collects the envelopes of training and validation rows, table by table, in any order of the tables. */
export class EnvelopeCollection {
  readonly #columns: readonly number[];
  readonly #rateHz: number;
  readonly #isLog: boolean;
  /** One window of time in so many is kept. */
  readonly #every: number;
  readonly #parts = new Map<number, Part[]>();

  /** @param rows training and validation rows in all */
  constructor({ inputNames, signals, features }: TrainingProblem, rows: number) {
    const channels = signals.emg.channels.map(({ column }) => column);
    // The least lag, which need not be 0: the envelope of a moment before.
    this.#columns = channels.map((channel) => inputNames.indexOf(`${channel}@${features.lagsMs[0]}ms`));
    this.#rateHz = signals.rateHz;
    this.#isLog = features.compression === 'log';
    this.#every = Math.max(1, Math.ceil((rows * channels.length) / mostValues));
  }

  /** @param table with the inputs of the networks */
  add({ rows, inputNames, inputs, use, recording, timeS }: SampleTable): void {
    const rowsOf = new Map<number, number[]>();
    for (let row = 0; row < rows; row++) {
      const isLearned = use[row] === rowUses.train || use[row] === rowUses.validation;
      if (!isLearned || Math.floor(timeS[row]! / stretchS) % this.#every !== 0) continue;
      const own = rowsOf.get(recording[row]!) ?? [];
      if (own.length === 0) rowsOf.set(recording[row]!, own);
      own.push(row);
    }
    for (const [number, own] of rowsOf) {
      const width = this.#columns.length;
      const envelopes = new Float32Array(own.length * width);
      for (const [at, row] of own.entries()) {
        for (const [channel, column] of this.#columns.entries()) {
          const value = inputs[row * inputNames.length + column]!;
          envelopes[at * width + channel] = this.#isLog ? expand(value) : value;
        }
      }
      const parts = this.#parts.get(number) ?? [];
      this.#parts.set(number, parts);
      parts.push({ timeS: Float64Array.from(own, (row) => timeS[row]!), envelopes });
    }
  }

  /** In the order of recordings and time. */
  runs(): EnvelopeRun[] {
    return [...this.#parts.entries()]
      .sort(([a], [b]) => a - b)
      .flatMap(([recording, parts]) => this.#runsOf(parts).map((envelopes) => ({ recording, envelopes })));
  }

  /** The envelopes of each run of one recording. */
  #runsOf(parts: readonly Part[]): Float64Array[][] {
    const width = this.#columns.length;
    const rows = parts
      .flatMap(({ timeS, envelopes }) => Array.from(timeS, (time, at) => ({ time, envelopes, at })))
      .sort((a, b) => a.time - b.time);
    const isStart = (at: number) => at === 0 || (rows[at]!.time - rows[at - 1]!.time) * this.#rateHz > 1.5;
    const starts = [...rows.keys()].filter(isStart);
    return starts.map((start, at) => {
      const own = rows.slice(start, starts[at + 1]);
      return this.#columns.map((_, channel) =>
        Float64Array.from(own, (row) => row.envelopes[row.at * width + channel]!),
      );
    });
  }
}
