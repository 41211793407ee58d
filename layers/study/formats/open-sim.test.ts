import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSto } from './open-sim.ts';
import type { Table } from './table.ts';

const head =
  'Coordinates\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\n\nAngles are in degrees.\n\nendheader\n';

describe('an OpenSim file', () => {
  it('is read below its header, with the line of each row and the unit of angles', () => {
    const table = tableOf(`${head}time\tknee\tankle\n  0.00\t  -9.5\t 1\n  0.01\t  -9.6\t 2\n`);
    expect(table).toMatchObject({
      faults: [],
      angleUnit: 'deg',
      header: ['time', 'knee', 'ankle'],
      headerRow: 10,
    });
    expect([...table.columns.get('knee')!.values]).toEqual([-9.5, -9.6]);
    expect([...table.rows]).toEqual([11, 12]);
  });

  it('may have spaces around names, a tab after each row, and no line end after the last', () => {
    const table = tableOf(`EMG\nnRows=2\nnColumns=2\n\nendheader\ntime\t knee\t\n0\t 1.5\t\n0.01\t 2.5\t`);
    expect(table.faults).toEqual([]);
    expect(table.angleUnit).toBeUndefined();
    expect([...table.columns.get('knee')!.values]).toEqual([1.5, 2.5]);
  });

  it('may have spaces between cells and CRLF at line ends, as old .mot files do', () => {
    const text =
      'name old\ndatacolumns 2\ndatarows 2\nrange 0 1\nendheader\n\n  time   knee\n 0.0   1.5\n 0.1   2.5 \n';
    const table = tableOf(text.replaceAll('\n', '\r\n'));
    expect(table.faults).toEqual([]);
    expect([...table.columns.get('knee')!.values]).toEqual([1.5, 2.5]);
  });

  it.each([
    { mark: ',', row: '0.01,2.5,1e-3' },
    { mark: ';', row: '0,01;2,5;1e-3' },
  ])(
    'may have been saved by a spreadsheet, with $mark between its cells and after its header',
    ({ mark, row }) => {
      const empty = mark.repeat(2);
      const lines = ['Coordinates', 'nRows=1', 'inDegrees=no', 'endheader'].map((line) => line + empty);
      const table = tableOf([...lines, ['time', 'knee', 'ankle'].join(mark), row].join('\r\n'));
      expect(table).toMatchObject({ faults: [], angleUnit: 'rad', header: ['time', 'knee', 'ankle'] });
      expect([...table.columns.get('knee')!.values]).toEqual([2.5]);
    },
  );

  it.each([
    { code: 'STO_HEADER', text: 'time,knee\n0,1\n' },
    { code: 'STO_ROWS', text: `${head}time\tknee\tankle\n0\t1\t2\n` },
    { code: 'FILE_EMPTY', text: head },
    { code: 'ROW_CELLS', text: `${head}time\tknee\tankle\n0\t1\t2\n0.01\t1\n` },
    { code: 'FILE_NOT_TEXT', text: 'a\u0000b' },
  ])('that is bad gets $code', ({ code, text }) => {
    expect(tableOf(text).faults).toEqual([expect.objectContaining({ code })]);
  });

  it('never throws, whatever the bytes', () => {
    const text = fc.array(
      fc.constantFrom('endheader', '\n', '\t', ' ', 'time', 'nRows=3', '1.5', 'nan', '\r\n', 'inDegrees=no'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((parts) => parts.join('')),
          fc.string(),
        ),
        (given) => {
          const table = tableOf(given);
          for (const { values } of table.columns.values()) expect(values).toHaveLength(table.rows.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function tableOf(text: string): Table {
  return readSto('a.sto', new TextEncoder().encode(text), new Set(['time', 'knee', 'ankle']));
}
