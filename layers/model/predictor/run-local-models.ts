import { type LocalNetwork, runNetwork } from '../network/index.ts';
import { type Combined, combine } from './combine.ts';
import type { Gate, GateView } from './gates/gate.ts';
import { weightsOf } from './gates/weights-of.ts';

/** Rows x local models in memory at once: 20 MB of weights. */
const mostCells = 2_500_000;

/**
 * The weighted outputs of the local models for every row. Local models without weight are skipped.
 *
 * @param cells rows x local models of a block: blocks of rows are run one after the other
 */
export function runLocalModels(
  localModels: readonly { readonly network: LocalNetwork }[],
  gate: Gate,
  view: GateView,
  cells: number = mostCells,
): Combined {
  const blockRows = Math.max(1, Math.floor(cells / localModels.length));
  if (view.rows <= blockRows) return runBlock(localModels, gate, view);
  const blocks: Combined[] = [];
  for (let start = 0; start < view.rows; start += blockRows) {
    const end = Math.min(view.rows, start + blockRows);
    blocks.push(runBlock(localModels, gate, rowsOf(view, start, end)));
  }
  return {
    values: concatenated(blocks.map(({ values }) => values)),
    spread: concatenated(blocks.map(({ spread }) => spread)),
    outputs: blocks[0]!.outputs,
  };
}

function runBlock(
  localModels: readonly { readonly network: LocalNetwork }[],
  gate: Gate,
  view: GateView,
): Combined {
  const weights = weightsOf(gate, view, localModels.length);
  const outputs = localModels.map((localModel, at) =>
    weights[at]!.some((weight) => weight > 0) ? runNetwork(localModel.network, view.inputs) : undefined,
  );
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
