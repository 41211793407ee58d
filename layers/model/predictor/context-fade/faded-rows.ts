import { contextColumns, type GivenNames } from '../../inputs/index.ts';
import type { GateView } from '../gates/gate.ts';
import type { ContextFadeJson } from '../model-file/context-fade-json.ts';
import { comparedContexts, nearestContext } from './compared-contexts.ts';

/** The rows of a view whose context lies beyond what training has seen, as far as there are any. */
export interface FadedRows {
  /** One a row of the view, 0 to 1: the share of the output with context; the rest is the output without it. */
  readonly kept: Float64Array;
  /** The inputs of a row without context: each context input has its mean over the training. */
  readonly withoutContext: (row: number) => Float32Array;
}

/**
 * A network has learned the context of the last seconds within the training alone, and errs far beyond it. So its output fades
 * out to the output for the mean context, by the distance d from the contexts of the person in the task:
 *
 *     kept = 2 - d / reach, at least 0 and at most 1.
 *
 * @param fade of the model; undefined: nothing fades
 * @returns undefined if every row keeps its whole context
 */
export function fadedRows(view: GateView, fade: ContextFadeJson | undefined): FadedRows | undefined {
  if (!fade) return undefined;
  const columns = contextColumns(view.inputNames);
  const width = view.inputNames.length;
  const kept = new Float64Array(view.rows).fill(1);
  const compared = new Map<GivenNames, ReturnType<typeof comparedContexts>>();
  let isAnyFaded = false;
  for (let row = 0; row < view.rows; row++) {
    const names = view.givenNames(row);
    const own = compared.get(names) ?? comparedContexts(fade, names);
    compared.set(names, own);
    const context = columns.map((column) => view.inputs[row * width + column]!);
    kept[row] = Math.min(1, Math.max(0, 2 - nearestContext(context, own.groups, fade) / own.reach));
    if (kept[row]! < 1) isAnyFaded = true;
  }
  if (!isAnyFaded) return undefined;
  return {
    kept,
    withoutContext: (row) => {
      const inputs = view.inputs.slice(row * width, (row + 1) * width);
      for (const [at, column] of columns.entries()) inputs[column] = fade.mean[at]!;
      return inputs;
    },
  };
}
