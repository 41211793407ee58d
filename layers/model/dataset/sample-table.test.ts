import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wristOutputs } from './outputs.testing.ts';
import { outputNamesOf } from './outputs.ts';
import {
  concatTables,
  contiguousRanges,
  emptyTable,
  labelsOf,
  ofRecordings,
  rowsUsedFor,
  rowUses,
  takeRows,
} from './sample-table.ts';

function numbered(rows: number, first = 0) {
  const table = emptyTable(rows, ['a', 'b'], wristOutputs('FCR'));
  for (let row = 0; row < rows; row++) {
    const value = first + row;
    table.inputs.set([value, -value], row * 2);
    for (const column of ['timeS', 'recording', 'block', 'torqueNm'] as const) table[column][row] = value;
    table.labels.set([value, 10 * value], row * 2);
    table.use[row] = value % 3;
  }
  return table;
}

describe('a table of samples', () => {
  it('starts without labels', () => {
    const { labels, torqueNm } = emptyTable(2, ['a'], wristOutputs('FCR', 'ECU'));
    expect([...labels, ...torqueNm]).toEqual(new Array(8).fill(Number.NaN));
  });

  it('put together from parts is the whole', () => {
    expect(concatTables([numbered(3), numbered(0), numbered(4, 3)])).toEqual(numbered(7));
    expect(() => concatTables([])).toThrow(RangeError);
  });

  it('gives any of its rows in any order', () => {
    expect(takeRows(numbered(9), [4, 5, 6])).toEqual(numbered(3, 4));
    expect([...takeRows(numbered(9), [7, 0]).inputs]).toEqual([7, -7, 0, -0]);
    expect([...rowsUsedFor(numbered(7), rowUses.heldOut)]).toEqual([2, 5]);
  });

  it('has a torque for each coordinate', () => {
    const outputs = outputNamesOf([{ name: 'hip' }, { name: 'knee' }], [{ name: 'rect_fem_r' }]);
    const table = emptyTable(3, ['a'], outputs);
    table.labels.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    table.torqueNm.set([10, 20, 30, 40, 50, 60]);
    expect([...labelsOf(table, 1)]).toEqual([2, 5, 8]);
    const taken = takeRows(table, [2, 0]);
    expect([...taken.labels]).toEqual([7, 8, 9, 1, 2, 3]);
    expect([...taken.torqueNm]).toEqual([50, 60, 10, 20]);
  });

  it('falls into the longest runs of one block and one role', () => {
    const label = fc.nat(2);
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { maxLength: 40 }), (labels) => {
        const table = {
          rows: labels.length,
          block: Int32Array.from(labels, ([block]) => block),
          use: Uint8Array.from(labels, ([, use]) => use),
        };
        const ranges = contiguousRanges(table);
        const key = (row: number) => String(labels[row]);
        expect(ranges.flatMap(({ start, end }) => labels.slice(start, end))).toEqual(labels);
        for (const [at, { start, end }] of ranges.entries()) {
          expect(new Set(labels.slice(start, end).map(String)).size).toBe(1);
          if (at > 0) expect(key(start)).not.toBe(key(start - 1));
        }
      }),
    );
  });
});

describe('the rows of some recordings', () => {
  const table = numbered(6);
  table.recording.set([0, 0, 1, 2, 2, 1]);

  it('are all of these recordings, in the order of the table, with every column', () => {
    const some = ofRecordings(table, [2, 0]);
    expect(some).toEqual(takeRows(table, [0, 1, 3, 4]));
    expect(ofRecordings(table, [1]).timeS).toEqual(Float64Array.of(2, 5));
    expect(ofRecordings(table, [7]).rows).toBe(0);
  });

  it('are the table itself, without a copy, if no recordings are named or all are', () => {
    expect(ofRecordings(table, undefined)).toBe(table);
    expect(ofRecordings(table, [0, 1, 2])).toBe(table);
  });
});
