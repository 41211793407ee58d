import { type Combined, combine } from './combine.ts';
import { fadedRows } from './context-fade/faded-rows.ts';
import { runFaded } from './context-fade/run-faded.ts';
import type { Gate, GateView } from './gates/gate.ts';
import { rowsWithWeight, weightsOf } from './gates/weights-of.ts';
import type { Learned } from './learned.ts';
import type { ContextFadeJson } from './model-file/context-fade-json.ts';

/** Rows x local models in memory at once: 20 MB of weights. */
const mostCells = 2_500_000;

/**
 * The weighted outputs of the local models for every row. Local models without weight are skipped.
 *
 * @param fade how the context fades out; undefined: it does not
 * @param cells rows x local models of a block: blocks of rows are run one after the other
 */
export function runLocalModels(
  localModels: readonly { readonly learned: Learned }[],
  gate: Gate,
  view: GateView,
  fade: ContextFadeJson | undefined,
  cells: number = mostCells,
): Combined {
  const blockRows = Math.max(1, Math.floor(cells / localModels.length));
  if (view.rows <= blockRows) return runBlock(localModels, gate, view, fade);
  const blocks: Combined[] = [];
  for (let start = 0; start < view.rows; start += blockRows) {
    const end = Math.min(view.rows, start + blockRows);
    blocks.push(runBlock(localModels, gate, rowsOf(view, start, end), fade));
  }
  return {
    values: concatenated(blocks.map(({ values }) => values)),
    spread: concatenated(blocks.map(({ spread }) => spread)),
    outputs: blocks[0]!.outputs,
  };
}

function runBlock(
  localModels: readonly { readonly learned: Learned }[],
  gate: Gate,
  view: GateView,
  fade: ContextFadeJson | undefined,
): Combined {
  const faded = fadedRows(view, fade);
  const weights = weightsOf(gate, view, localModels.length);
  const outputs = localModels.map((localModel, at) => {
    const rows = rowsWithWeight(weights[at]!);
    return rows.length === 0 ? undefined : runFaded(localModel.learned, view.inputs, rows, view.rows, faded);
  });
  return combine(outputs, weights);
}

function rowsOf({ inputs, inputNames, givenNames }: GateView, start: number, end: number): GateView {
  const width = inputNames.length;
  return {
    rows: end - start,
    inputNames,
    inputs: inputs.subarray(start * width, end * width),
    givenNames: (row) => givenNames(start + row),
  };
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
