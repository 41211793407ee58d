import { describe, expect, it } from 'vitest';
import { allNames, noNames } from '../inputs/index.ts';
import type { LocalNetwork } from '../network/index.ts';
import type { ContextFadeJson } from '../predictor/index.ts';
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

/** Fades the context of some rows, of others only without names. */
const fade: ContextFadeJson = {
  mean: [1, 1],
  groups: [
    { subject: 'ana', task: 'walk', mean: [1.2, 0.6] },
    { subject: 'ben', task: 'rise', mean: [0.4, 1.1] },
  ],
  deviation: [0.5, 0.4],
  reach: 0.8,
  reachOfStrangers: 1,
};

async function* passing(all: readonly LocalNetwork[]) {
  yield* all;
}

describe('outputs of local models that are read one by one', () => {
  it.each([
    ['the whole context', undefined],
    ['a context that fades', fade],
  ])('are those of local models in memory, mean and spread, to rounding, with %s', async (_, fade) => {
    // Without inputs for names both views have the same inputs, but not the same share of the context.
    const views = [viewOf(table, problem, allNames), viewOf(table, problem, noNames)];
    expect(views[0]!.inputs).toBe(views[1]!.inputs);
    const gatesOnRows = views.flatMap((view) => gates.map((gate) => ({ gate, view })));
    const predictions = await weightedOutputs(gatesOnRows, passing(networks), 3, fade);
    const localModels = networks.map((network) => ({ learned: network }));
    for (const [at, { gate, view }] of gatesOnRows.entries()) {
      const expected = runLocalModels(localModels, gate, view, fade);
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
    const [predictions] = await weightedOutputs(
      [{ gate, view }],
      passing([broken, ...networks.slice(1)]),
      3,
      undefined,
    );
    expect(predictions!.values.every(Number.isFinite)).toBe(true);
  });
});
