import type { SampleTable, TrainingProblem } from '../../dataset/index.ts';
import { type GivenKinds, namings } from '../../inputs/index.ts';
import type { NetworkOutput } from '../../network/index.ts';
import { type ContextFadeJson, fadedRows, type Learned, runFaded } from '../../predictor/index.ts';
import { viewOf } from './evidence.ts';

/** Runs a local model for some rows of a table, if these names are given. */
export type RunGiven = (learned: Learned, rows: Uint32Array, given: GivenKinds) => NetworkOutput;

/**
 * Runs local models for one table as a prediction does: with the given names alone, and with a context that fades out. Inputs
 * are made once for each set of given names.
 *
 * @param fade undefined: the context does not fade out
 */
export function runsOf(
  table: SampleTable,
  problem: TrainingProblem,
  fade: ContextFadeJson | undefined,
): RunGiven {
  const made = new Map<string, { inputs: Float32Array; faded: ReturnType<typeof fadedRows> }>();
  const inputsGiven = (given: GivenKinds) => {
    const view = viewOf(table, problem, given);
    return { inputs: view.inputs, faded: fadedRows(view, fade) };
  };
  return (learned, rows, given) => {
    const key = namings.filter((by) => given.includes(by)).join();
    const own = made.get(key) ?? inputsGiven(given);
    made.set(key, own);
    return runFaded(learned, own.inputs, rows, table.rows, own.faded);
  };
}
