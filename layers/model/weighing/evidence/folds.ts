import { contiguousRanges, takeRows } from '../../dataset/index.ts';
import type { NetworkOutput } from '../../network/index.ts';
import type { Judged } from './evidence.ts';

export interface Fold {
  readonly own: Judged;
  /** Every row that is not the fold's own. */
  readonly others: Judged;
}

const mostFolds = 4;

/**
 * Deals whole stretches of consecutive rows to folds in turn, because neighbours in time are nearly copies. A single
 * stretch is both the fold and the others. Folds are made one after the other: each is as large as the judged rows.
 */
export function* foldsOf(judged: Judged): Generator<Fold> {
  const ranges = contiguousRanges(judged.table);
  const count = Math.min(mostFolds, ranges.length);
  if (count < 2) {
    yield { own: judged, others: judged };
    return;
  }
  const rowsOf = (isIn: (at: number) => boolean) =>
    ranges.flatMap(({ start, end }, at) =>
      isIn(at) ? Array.from({ length: end - start }, (_, step) => start + step) : [],
    );
  for (let fold = 0; fold < count; fold++) {
    const own = rowsOf((at) => at % count === fold);
    const others = rowsOf((at) => at % count !== fold);
    yield { own: takeJudged(judged, own), others: takeJudged(judged, others) };
  }
}

/** The listed rows, of the table and of the outputs. */
export function takeJudged(judged: Judged, rows: readonly number[]): Judged {
  const { table, outputs, outputsByFewer } = judged;
  // Outputs that stand for several local models are in memory once.
  const taken = new Map<NetworkOutput, NetworkOutput>();
  const takeOnce = (output: NetworkOutput) => {
    const own = taken.get(output) ?? takeOutput(output, rows);
    taken.set(output, own);
    return own;
  };
  const take = (all: readonly NetworkOutput[]) => all.map(takeOnce);
  return {
    ...judged,
    table: takeRows(table, rows),
    outputs: take(outputs),
    outputsByFewer:
      outputsByFewer &&
      Object.fromEntries(Object.entries(outputsByFewer).map(([key, all]) => [key, take(all)])),
  };
}

/** The outputs for the listed rows alone. */
export function takeOutput(
  { values, outputs }: NetworkOutput,
  rows: readonly number[] | Uint32Array,
): NetworkOutput {
  const taken = new Float32Array(rows.length * outputs);
  for (const [to, from] of rows.entries()) {
    taken.set(values.subarray(from * outputs, (from + 1) * outputs), to * outputs);
  }
  return { values: taken, outputs };
}
