import { contextColumns, contextDistance, emgColumns } from '../inputs/index.ts';
import type { GateView } from './gates/gate.ts';
import type { GlobalModel } from './global-model.ts';

/**
 * How far a context may exceed its reach, or an input its range, as a share: ordinary EMG differs a little from the
 * training.
 */
const slack = 0.25;

/**
 * True for each row with EMG unlike the training: its context lies outside of every sub-domain. If the model has no
 * context, an input from EMG lies outside of its range over all training rows.
 */
export function unseenRows(
  view: Pick<GateView, 'rows' | 'inputs' | 'inputNames'>,
  { contexts, inputRanges }: Pick<GlobalModel, 'contexts' | 'inputRanges'>,
): boolean[] {
  const seen = contexts.filter((context) => context !== null);
  const columns = contextColumns(view.inputNames);
  const rows = Array.from({ length: view.rows }, (_, row) => row);
  if (columns.length > 0 && seen.length > 0) {
    return rows.map((row) =>
      seen.every((context) => contextDistance(context, view, row, columns) > (1 + slack) * context.reach),
    );
  }
  const judged = columns.length > 0 ? columns : emgColumns(view.inputNames);
  return rows.map((row) =>
    judged.some((at) => {
      const [least, most] = inputRanges[at]!;
      const margin = slack * (most - least);
      const value = view.inputs[row * view.inputNames.length + at]!;
      return value < least - margin || value > most + margin;
    }),
  );
}
