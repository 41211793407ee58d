import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { speed } from '../../../cli/estimate/speed.ts';
import cost from '../results/cost.json' with { type: 'json' };
import training from '../results/training.json' with { type: 'json' };
import { costTable } from './cost-table.ts';

describe('docs/cost.md', () => {
  it('has the table that "npm run bench -- cost" writes', () => {
    const text = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8');
    expect(text).toContain(`<!-- npm run bench -- cost: begin -->\n${costTable()}\n`);
  });

  it('compares 10, 1,000 and 100,000 sub-domains', () => {
    expect([...costTable().matchAll(/^\| ([\d,]+) \|/gm)].map((row) => row[1])).toEqual([
      '10',
      '1,000',
      '100,000',
    ]);
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
