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
});

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
