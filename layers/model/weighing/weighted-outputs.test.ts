import { describe, expect, it } from 'vitest';
import { allNames, noNames } from '../inputs/index.ts';
import type { LocalNetwork } from '../network/index.ts';
import type { GateJson } from '../predictor/testing.ts';
import { openGate, runLocalModels } from '../predictor/testing.ts';
import { viewOf } from './evidence/evidence.ts';
import { smallNetwork, smallProblem, smallTable } from './small-study.testing.ts';
import { weightedOutputs } from './weighted-outputs.ts';

const problem = smallProblem();
const networks = [1, 2, 3, 4].map((seed) => smallNetwork(problem, seed));
const table = smallTable(problem, [
  { recording: 0, rows: 30 },
  { recording: 3, rows: 25 },
]);
const context: GateJson = {
  kind: 'context',
  temperature: 0.3,
  localModels: [0.5, 1, 1.5, 2].map((mean) => ({
    mean: [mean, 0.5],
    deviation: [0.3, 0.3],
    error: 0.2,
  })),
};
const leads = { ana: [[1, 1] as const], ben: [[2, 1] as const] };
const gates = (
  [
    { kind: 'constant', weights: [0.1, 0.2, 0.3, 0.4] },
    { kind: 'constant', weights: [0, 1, 0, 0] },
    { ...context, mostLocalModels: 2 },
    { kind: 'name', by: 'subject', leaders: leads, share: 0.6, within: 'gate', otherwise: context },
  ] as readonly GateJson[]
).map(openGate);

async function* passing(all: readonly LocalNetwork[]) {
  yield* all;
}

describe('outputs of local models that are read one by one', () => {
  it('are those of local models in memory, mean and spread, to rounding', async () => {
    const view = viewOf(table, problem, allNames);
    const predictions = await weightedOutputs(
      gates.map((gate) => ({ gate, view })),
      passing(networks),
      3,
    );
    const localModels = networks.map((network) => ({ network }));
    for (const [at, gate] of gates.entries()) {
      const expected = runLocalModels(localModels, gate, view);
      for (const part of ['values', 'spread'] as const) {
        expect(predictions[at]![part]).toHaveLength(expected[part].length);
        const worst = expected[part].reduce(
          (most, value, row) => Math.max(most, Math.abs(value - predictions[at]![part][row]!)),
          0,
        );
        expect(worst).toBeLessThan(1e-6);
      }
    }
  });

  it('leave out a local model without weight in any gate, whatever its output', async () => {
    const { last } = networks[0]!;
    const broken = { ...networks[0]!, last: { ...last, bias: last.bias.with(0, Number.NaN) } };
    const view = viewOf(table, problem, noNames);
    const gate = openGate({ kind: 'constant', weights: [0, 1, 0, 0] });
    const [predictions] = await weightedOutputs([{ gate, view }], passing([broken, ...networks.slice(1)]), 3);
    expect(predictions!.values.every(Number.isFinite)).toBe(true);
  });
});
