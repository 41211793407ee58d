import type { NetworkOutput } from '../../network/index.ts';
import { isForest, type Learned, runLearned, runLearnedFor } from '../learned.ts';
import type { FadedRows } from './faded-rows.ts';

/**
 * Outputs of a local model for some rows, as `runLearnedFor` gives them; a network's outputs fade out to those without context
 * in faded rows. Forests keep the context: their trees have never seen its mean in place of it.
 *
 * @param inputs rows x inputs, row-major
 * @param rows indices of rows, ascending
 * @param of number of rows
 * @param faded of the same rows; undefined: no row fades
 */
export function runFaded(
  learned: Learned,
  inputs: Float32Array,
  rows: Uint32Array,
  of: number,
  faded: FadedRows | undefined,
): NetworkOutput {
  return withFade(runLearnedFor(learned, inputs, rows, of), learned, rows, faded);
}

/** @param whole outputs with the whole context, one a row; not changed. @param rows those that are needed */
export function withFade(
  whole: NetworkOutput,
  learned: Learned,
  rows: Uint32Array,
  faded: FadedRows | undefined,
): NetworkOutput {
  if (!faded || isForest(learned)) return whole;
  const own = rows.filter((row) => faded.kept[row]! < 1);
  if (own.length === 0) return whole;
  const width = faded.withoutContext(own[0]!).length;
  const inputs = new Float32Array(own.length * width);
  for (const [at, row] of own.entries()) inputs.set(faded.withoutContext(row), at * width);
  const without = runLearned(learned, inputs).values;
  const values = whole.values.slice();
  const { outputs } = whole;
  for (const [at, row] of own.entries()) {
    const kept = faded.kept[row]!;
    for (let column = 0; column < outputs; column++) {
      const place = row * outputs + column;
      values[place] = kept * values[place]! + (1 - kept) * without[at * outputs + column]!;
    }
  }
  return { values, outputs };
}
