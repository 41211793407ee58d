import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { faultLines, warningLines } from './fault-lines.ts';

const fault: Fault = {
  code: 'CELL_TEXT',
  what: 'A cell holds text.',
  where: { file: 'bogota/1A_sen.csv', row: 812, column: 'knee_flexion_deg' },
  found: '"<n/a>"',
  expected: 'a number',
  fix: 'Remove the row.',
};
const wholeStudy: Fault = { ...fault, code: 'TOO_FEW', where: {} };

describe('the faults of a study', () => {
  it('give place, finding, expectation and fix in a terminal', () => {
    expect(faultLines([fault], 'knee', 'Nothing was trained.')).toEqual([
      'knee: 1 fault. Nothing was trained.',
      '',
      '  bogota/1A_sen.csv, row 812, column knee_flexion_deg  CELL_TEXT',
      '    A cell holds text.',
      '    found     "<n/a>"',
      '    expected  a number',
      '    fix       Remove the row.',
    ]);
  });

  it('give the same as warnings: place, finding, expectation and fix', () => {
    expect(warningLines([fault, wholeStudy], 'knee')).toEqual([
      'knee: 2 warnings.',
      '',
      '  bogota/1A_sen.csv, row 812, column knee_flexion_deg  CELL_TEXT',
      '    A cell holds text.',
      '    found     "<n/a>"',
      '    expected  a number',
      '    fix       Remove the row.',
      '',
      '  knee  TOO_FEW',
      ...faultLines([wholeStudy], 'knee').slice(3),
    ]);
    expect(warningLines([], 'knee')).toEqual([]);
  });

  it('are none for a good study', () => {
    expect(faultLines([], 'knee')).toEqual(['knee: no faults.']);
  });

  it('do not let a file name or a cell move the cursor of a terminal', () => {
    const hostile = { ...fault, found: '\u001b[2Jgone', where: { file: 'a\rb.csv' } };
    const lines = faultLines([hostile], 'knee');
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
    expect(lines[2]).toBe('  a\uFFFDb.csv  CELL_TEXT');
  });
});
