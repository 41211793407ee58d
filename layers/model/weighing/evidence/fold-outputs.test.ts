import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { allNames, noNames, onlyGiven } from '../../inputs/index.ts';
import { runNetwork } from '../../network/index.ts';
import { smallNetwork, smallProblem, smallTable } from '../small-study.testing.ts';
import { outputsGiven } from './fewer-names.ts';
import {
  type Emulated,
  emulatedIn,
  foldEvidence,
  foldOutputs,
  judgedByFold,
  sizeOfOutputs,
} from './fold-outputs.ts';

import { foldsOf } from './folds.ts';
import { runsOf } from './runs-of.ts';

const base = smallProblem();
const problem = smallProblem({ features: { ...base.features, names: ['subject'] } });
const tables = ['walk.parquet'];
const networks = 'networks by task';
const subdomains: readonly Emulated[] = [
  { id: 'single', kind: 'single', tables: ['walk.parquet', 'sit.parquet'], family: 'network of everything' },
  { id: 'task-1', kind: 'local', tables, family: networks },
  { id: 'task-1-seed-2', kind: 'further', tables, family: `${networks}, names given`, needs: ['subject'] },
  { id: 'task-1-seed-3', kind: 'further', tables, family: `${networks}, names given`, needs: ['subject'] },
  {
    id: 'subject-1-forest',
    kind: 'further',
    learner: 'forest',
    tables,
    names: { subject: 'ana' },
    needs: ['subject'],
  },
  {
    id: 'task-1-forest',
    kind: 'further',
    learner: 'forest',
    tables,
    names: { task: 'walk' },
    needs: ['task'],
  },
];
const table = smallTable(
  problem,
  [0, 1, 2].map((recording) => ({ recording, use: rowUses.heldOut, rows: 20 })),
);
const network = (seed: number) => smallNetwork(problem, seed);

/** The outputs of networks in place of all that a fold trains, in its order. */
function outputsOf(condition: 'known' | 'new-subject') {
  const parts = emulatedIn(condition, { subdomains }).map(({ record, places }) => {
    const runGiven = runsOf(table, problem, undefined);
    const outputs = foldOutputs(network(places[0]!), record, condition, table, problem, runGiven);
    expect(outputs).toHaveLength(sizeOfOutputs(record, condition, table, problem));
    return outputs;
  });
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

describe('what a fold trains', () => {
  it('is one network of several that differ by their seeds, and every forest', () => {
    expect(emulatedIn('known', { subdomains }).map(({ record, places }) => [record.id, places])).toEqual([
      ['single', [0]],
      ['task-1', [1]],
      ['task-1-seed-2', [2, 3]],
      ['subject-1-forest', [4]],
      ['task-1-forest', [5]],
    ]);
  });

  it('is nothing that needs the name of the subject, if subjects are new', () => {
    const ids = emulatedIn('new-subject', { subdomains }).map(({ record }) => record.id);
    expect(ids).toEqual(['single', 'task-1', 'task-1-forest']);
  });
});

describe('a network for strangers', () => {
  const forStrangers = [
    ...subdomains,
    { id: 'strangers', kind: 'further', tables, family: 'x', isForStrangers: true } as const,
  ];
  const idsIn = (condition: 'known' | 'new-subject', ...conditions: ('known' | 'new-subject')[]) =>
    emulatedIn(condition, {
      subdomains: forStrangers,
      folds: conditions.map((one) => ({ condition: one })),
    }).map(({ record }) => record.id);

  it('is trained where new subjects are judged, by their folds if there are any', () => {
    expect(idsIn('new-subject', 'known', 'new-subject')).toContain('strangers');
    expect(idsIn('known', 'known', 'new-subject')).not.toContain('strangers');
    expect(idsIn('known', 'known')).toContain('strangers');
  });
});

describe('the outputs of a fold', () => {
  it('of known people stand for networks for strangers too: those of the network of the same rows, without names', () => {
    const partition = {
      subdomains: [
        ...subdomains,
        { id: 'strangers', kind: 'further', tables, family: 'x', isForStrangers: true } as const,
      ],
      folds: [{ condition: 'known' }, { condition: 'new-subject' }] as const,
    };
    const judged = judgedByFold(outputsOf('known'), 'known', table, problem, partition);
    const unnamed = outputsGiven(judged, noNames);
    expect(unnamed[6]!.values).toEqual(unnamed[1]!.values);
    expect(new Set(unnamed[6]!.values)).not.toEqual(new Set([0]));
  });

  it('are found again by place and given names, and are zero where a forest fits no name', () => {
    const judged = judgedByFold(outputsOf('known'), 'known', table, problem, { subdomains });
    const values = (place: number, given = allNames) => outputsGiven(judged, given)[place]!.values;
    const expected = (seed: number, inputs = table.inputs) => runNetwork(network(seed), inputs).values;
    const unnamed = onlyGiven(table.inputs, problem.inputNames, noNames);
    expect(values(0)).toEqual(expected(0));
    expect(values(0, noNames)).toEqual(expected(0, unnamed));
    expect(values(2)).toEqual(expected(2));
    expect(judged.outputs[3]).toBe(judged.outputs[2]);
    // Recordings 0 and 1 are of ana, 2 is of ben; 0 and 2 walk.
    expect(values(4).subarray(0, 120)).toEqual(expected(4).subarray(0, 120));
    expect(new Set(values(4).subarray(120))).toEqual(new Set([0]));
    expect(new Set(values(5).subarray(60, 120))).toEqual(new Set([0]));
    expect(values(5, noNames).subarray(120)).toEqual(expected(5, unnamed).subarray(120));
  });

  it('of new subjects exist without the subject alone', () => {
    const judged = judgedByFold(outputsOf('new-subject'), 'new-subject', table, problem, { subdomains });
    const unnamed = onlyGiven(table.inputs, problem.inputNames, noNames);
    expect(outputsGiven(judged, ['task'])[1]!.values).toEqual(runNetwork(network(1), unnamed).values);
    expect(new Set(outputsGiven(judged, allNames)[1]!.values)).toEqual(new Set([0]));
  });

  it('are refused if their number is another', () => {
    const values = outputsOf('known');
    expect(() => judgedByFold(values.subarray(1), 'known', table, problem, { subdomains })).toThrow(
      RangeError,
    );
  });

  it('of several folds are joined, for the local models that arrived', () => {
    const judged = judgedByFold(outputsOf('known'), 'known', table, problem, { subdomains });
    const both = foldEvidence([judged, judged], [1, 3])!;
    expect(both.table.rows).toBe(120);
    expect(both.isOfFolds).toBe(true);
    expect(both.outputs).toHaveLength(2);
    const own = judged.outputs[3]!.values;
    expect(both.outputs[1]!.values).toEqual(Float32Array.from([...own, ...own]));
    expect(foldEvidence([], [0])).toBeUndefined();
  });

  it('of one recording in several folds are several stretches: modes are not judged by the rows that they are fitted to', () => {
    const one = smallTable(problem, [{ recording: 0, use: rowUses.heldOut, rows: 20 }]);
    const output = { values: new Float32Array(20 * problem.outputs.length), outputs: problem.outputs.length };
    const judged = { table: one, outputs: [output], outputsByFewer: {} };
    const folds = [...foldsOf(foldEvidence([judged, judged, judged], [0])!)];
    expect(folds.map(({ own, others }) => [own.table.rows, others.table.rows])).toEqual([
      [20, 40],
      [20, 40],
      [20, 40],
    ]);
  });
});
