import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions } from '../../../infra/system.ts';
import { fits, prepareNeeds } from '../../../layers/run/capacity/index.ts';
import { speed } from '../../../layers/run/cost/testing.ts';
import cost from '../results/cost.json' with { type: 'json' };
import training from '../results/training.json' with { type: 'json' };
import { costTable } from './cost-table.ts';
import { keptVersionsTable, writesWithin } from './kept-versions.ts';

const document = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');

describe('docs/cost.md', () => {
  it('has the table that "npm run bench -- cost" writes', () => {
    expect(document).toContain(`<!-- npm run bench -- cost: begin -->\n${costTable()}\n`);
  });

  it('has the table of what stays locked', () => {
    expect(document).toContain(
      `<!-- npm run bench -- cost, locked: begin -->\n${keptVersionsTable(cost.checkpointBytes)}\n`,
    );
  });

  it('compares 10, 1,000 and 10,000 sub-domains, in as many studies as the functions hold', () => {
    expect([...costTable().matchAll(/^\| (\d[^|]+) \|/gm)].map((row) => row[1])).toEqual([
      '10',
      '1,000',
      '10,000, as 4 studies',
    ]);
  });

  it('says how large a study may be', () => {
    const size = { channels: 5, emgInputs: 40, nameInputs: 10, muscles: 5, subdomains: 100 };
    const { memoryMb, timeoutS } = functions['prepare-study'];
    const isHeld = (rows: number, filesMb: number, largestRecordingMb: number) =>
      fits(prepareNeeds({ ...size, rows, filesMb, largestRecordingMb }), { memoryMb, seconds: timeoutS });
    const [, rows = '', hours] = /([\d.]+) million rows \((\d+) hours at 50 Hz\)/.exec(document)!;
    expect(isHeld(Number(rows) * 1e6, 4800, 10)).toBe(true);
    expect(isHeld((Number(rows) + 0.1) * 1e6, 4800, 10)).toBe(false);
    expect(Math.round((Number(rows) * 1e6) / 50 / 3600)).toBe(Number(hours));
    const [, largest] = /a recording of (\d+) MB/.exec(document)!;
    expect(isHeld(1e5, 2000, Number(largest))).toBe(true);
    expect(isHeld(1e5, 2000, Number(largest) + 20)).toBe(false);
  });
});

describe('writing the more seldom the longer it takes', () => {
  const cadence = { leastS: 10, share: 1 / 2, mostS: 40 };

  it.each([
    [10, 0],
    [11, 1], // at 10
    [21, 2], // and at 20
    [31, 3], // at 30, by half of 20
    [46, 4], // at 45, by half of 30
    [300, 10], // at 67.5, and every 40 from 101.25 on
  ])('in %d s writes %d times', (seconds, writes) => {
    expect(writesWithin(cadence, seconds)).toBe(writes);
  });
});

describe('the speed that an estimate counts with', () => {
  it('is the one that "npm run bench -- training" measured', () => {
    expect(cost).toMatchObject({
      date: training.date,
      rows: training.cost.rows,
      seconds: training.cost.seconds.median,
    });
    const { kernelNsPerRowParameterPass: measured } = cost;
    expect(Math.abs(speed.kernelNsPerRowParameterPass / measured - 1)).toBeLessThan(0.05);
  });
});
