import { describe, expect, it } from 'vitest';
import { type Fault, faultLine } from './fault.ts';
import { FaultError } from './fault-error.ts';

const fault: Fault = {
  code: 'COLUMN_TEXT',
  what: 'A cell holds text.',
  where: { file: 'knee.csv', row: 12, column: 'emg_rf_mV' },
  found: '"n.a."',
  expected: 'a number',
  fix: 'Write a number.',
};

describe('a fault', () => {
  it('reads on one line: code, place, what, found, expected, fix', () => {
    expect(faultLine(fault)).toBe(
      'COLUMN_TEXT at knee.csv row 12 column emg_rf_mV: A cell holds text. Found "n.a."; expected a number. Write a number.',
    );
  });

  it('names as much of its place as is known', () => {
    expect(faultLine({ ...fault, where: { file: 'knee.csv' } })).toContain('COLUMN_TEXT at knee.csv: A cell');
    expect(faultLine({ ...fault, where: {} })).toContain('COLUMN_TEXT: A cell');
  });
});

describe('an error of faults', () => {
  it('carries all faults, and its message has a line for each', () => {
    const error = new FaultError([fault, { ...fault, code: 'TIME_GAP' }]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('FaultError');
    expect(error.faults.map(({ code }) => code)).toEqual(['COLUMN_TEXT', 'TIME_GAP']);
    expect(error.message.split('\n').map((line) => line.split(' ')[0])).toEqual(['COLUMN_TEXT', 'TIME_GAP']);
  });
});
