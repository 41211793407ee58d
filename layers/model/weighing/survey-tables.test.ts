import { describe, expect, it } from 'vitest';
import type { PartitionRecord, SubdomainRecord } from '../../run/records/index.ts';
import { rowUses } from '../dataset/index.ts';
import { smallProblem, smallTable } from './small-study.testing.ts';
import { surveyTables } from './survey-tables.ts';

const problem = smallProblem();
const locals = 40;

describe('surveyTables', () => {
  it('reads sixteen tables at once, with the same result in any order of arrival', async () => {
    let onTheirWay = 0;
    let mostAtOnce = 0;
    const survey = await surveyTables(partitionOf(240), problem, async (name) => {
      mostAtOnce = Math.max(mostAtOnce, ++onTheirWay);
      for (let wait = 0; wait < 50 - Number(name); wait++) await undefined;
      onTheirWay--;
      return tableOf(name);
    });
    expect(mostAtOnce).toBe(16);
    const oneByOne = await surveyTables(partitionOf(1e9), problem, async (name) => tableOf(name));
    expect(survey).toEqual(oneByOne);
  });

  it('gives a reference of the EMG of each person and task, if there is enough of it', async () => {
    const { emgReference } = await surveyTables(partitionOf(240), problem, async (name) =>
      smallTable(problem, Number(name) < 4 ? [{ recording: Number(name), rows: 600 }] : []),
    );
    expect(emgReference!.groups.map(({ subject, task }) => [subject, task])).toEqual([
      ['ana', 'walk'],
      ['ana', 'sit'],
      ['ben', 'walk'],
      ['ben', 'rise'],
    ]);
    const { emgReference: none } = await surveyTables(partitionOf(240), problem, async (name) =>
      smallTable(problem, name === '0' ? [{ recording: 0, rows: 600 }] : []),
    );
    expect(none).toBeUndefined();
  });

  it('reads a table as large as the memory limit alone', async () => {
    let onTheirWay = 0;
    await surveyTables(partitionOf(5e6), problem, async (name) => {
      expect(++onTheirWay).toBe(1);
      await new Promise(setImmediate);
      onTheirWay--;
      return tableOf(name);
    });
  });

  it('reads no table again for further networks and forests, and counts none of their rows', async () => {
    const names: string[] = [];
    const partition = partitionOf(240);
    const read = async (name: string) => {
      names.push(name);
      return tableOf(name);
    };
    const { contexts, ...survey } = await surveyTables(withFurther(partition), problem, read);
    expect(new Set(names).size).toBe(names.length);
    const { contexts: before, ...without } = await surveyTables(partition, problem, read);
    expect(survey).toEqual(without);
    expect(contexts.slice(0, 41)).toEqual(before);
  });

  it('keeps as many validation rows as outputs of all local models fit, each given the names that it needs', async () => {
    const named = smallProblem({ features: { ...problem.features, names: ['subject', 'task'] } });
    const table = smallTable(named, [{ recording: 0, use: rowUses.validation, rows: 6000 }]);
    const rowsWith = async (more: readonly Partial<SubdomainRecord>[]) => {
      const local = { id: 'task-1', kind: 'local', label: '', rows: 20, tables: ['0'] } as const;
      const further = more.map((one, at) => ({ ...local, ...one, id: `${at}`, kind: 'further' as const }));
      const partition = { ...partitionOf(240), subdomains: [local, ...further] };
      const survey = await surveyTables(
        { ...partition, counts: { ...partition.counts, validationRows: 6000 } },
        named,
        async () => table,
      );
      return survey.validation!.rows;
    };
    const many = (needs: readonly ('subject' | 'task')[]) => Array.from({ length: 99 }, () => ({ needs }));
    expect(await rowsWith([])).toBe(6000);
    // 100 local models for 4 sets of names: 3,000 rows; with names always given, 99 for one set.
    expect(await rowsWith(many([]))).toBe(3000);
    expect(await rowsWith(many(['subject', 'task']))).toBe(6000);
  });

  it('gives a network with another seed the context of its table, and a forest none', async () => {
    const { contexts } = await surveyTables(withFurther(partitionOf(240)), problem, async (name) =>
      tableOf(name),
    );
    const [, , second, third] = contexts;
    expect(second).toBeDefined();
    expect(second).not.toEqual(third);
    expect(contexts.slice(41)).toEqual([second, third, undefined]);
  });
});

/** With networks of other seeds for two sub-domains, and a forest of the first of these. */
function withFurther(partition: PartitionRecord): PartitionRecord {
  const further = { kind: 'further', label: '', rows: 20 } as const;
  return {
    ...partition,
    subdomains: [
      ...partition.subdomains,
      { ...further, id: 'time-1-seed-2', learner: 'network', tables: ['1'] },
      { ...further, id: 'time-2-seed-2', learner: 'network', tables: ['2'] },
      { ...further, id: 'subject-1-forest', learner: 'forest', tables: ['1'] },
    ],
  };
}

function tableOf(name: string) {
  const recording = Number(name) % 4;
  return smallTable(problem, [
    { recording, rows: 20 },
    { recording, use: rowUses.validation, rows: 5 + (Number(name) % 3) },
  ]);
}

function partitionOf(rowsEach: number): PartitionRecord {
  const single: SubdomainRecord = { id: 'single', kind: 'single', label: 'everything', rows: 0, tables: [] };
  const subdomains = Array.from(
    { length: locals },
    (_, at): SubdomainRecord => ({
      id: `time-${at}`,
      kind: 'local',
      label: '',
      rows: rowsEach,
      tables: [`${at}`],
    }),
  );
  const counts = { sites: 2, subjects: 2, recordings: 4, trainRows: 800, validationRows: 240 };
  return {
    subdomains: [single, ...subdomains],
    counts: { ...counts, heldOutRows: 0, seconds: 0 },
    inputs: {},
    warnings: [],
    labels: [],
  };
}
