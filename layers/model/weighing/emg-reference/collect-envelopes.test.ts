import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import { EnvelopeCollection } from './collect-envelopes.ts';

const problem = smallProblem();
const { train, validation, heldOut, support } = rowUses;

describe('the envelopes of a training', () => {
  it('are those of training and validation rows, run by run, in any order of the tables', () => {
    const table = smallTable(problem, [
      { recording: 0, rows: 30 },
      { recording: 1, use: heldOut, rows: 10 },
      { recording: 1, use: validation, rows: 20 },
      { recording: 2, use: support, rows: 5 },
    ]);
    // A gap of a second within the first recording.
    for (let row = 20; row < 30; row++) table.timeS[row]! += 1;
    const later = smallTable(problem, [{ recording: 1, use: train, rows: 15 }]);
    for (let row = 0; row < 15; row++) later.timeS[row] = 0.4 + row / 50;
    const collected = (tables: readonly (typeof table)[]) => {
      const all = new EnvelopeCollection(problem, 100);
      for (const one of tables) all.add(one);
      return all.runs();
    };
    const runs = collected([table, later]);
    expect(runs.map(({ recording, envelopes }) => [recording, envelopes[0]!.length])).toEqual([
      [0, 20],
      [0, 10],
      [1, 35],
    ]);
    expect(collected([later, table])).toEqual(runs);
    expect(runs[0]!.envelopes[0]![3]).toBeCloseTo(table.inputs[3 * problem.inputNames.length]!, 6);
  });

  it('are normalised envelopes again if the inputs are their logarithms', () => {
    const logs = smallProblem({ features: { ...problem.features, compression: 'log' } });
    const table = smallTable(logs, [{ recording: 0, rows: 5 }]);
    const all = new EnvelopeCollection(logs, 5);
    all.add(table);
    const { envelopes } = all.runs()[0]!;
    expect(envelopes[0]![2]).toBeCloseTo(Math.exp(table.inputs[2 * logs.inputNames.length]!) - 0.02, 5);
  });

  it('are those of the least lag if no input has the lag 0', () => {
    const late = smallProblem({ features: { ...problem.features, lagsMs: [100, 200] } });
    const table = smallTable(late, [{ recording: 0, rows: 5 }]);
    const all = new EnvelopeCollection(late, 5);
    all.add(table);
    const column = late.inputNames.indexOf('emg@100ms');
    expect([...all.runs()[0]!.envelopes[0]!]).toEqual(
      [0, 1, 2, 3, 4].map((row) => table.inputs[row * late.inputNames.length + column]),
    );
  });

  it('of a long study are evenly spread windows of time', () => {
    const table = smallTable(problem, [{ recording: 0, rows: 1000 }]);
    const all = new EnvelopeCollection(problem, 2_000_000);
    all.add(table);
    expect(all.runs().map(({ envelopes }) => envelopes[0]!.length)).toEqual([200, 200, 200]);
  });
});
