import { describe, expect, it } from 'vitest';
import { inputSources, withInputs } from './input-sources.ts';
import { wristOutputs } from './outputs.testing.ts';
import { concatTables, emptyTable, rowUses, type SampleTable, takeWithHistory } from './sample-table.ts';

const signals = { rateHz: 50 } as Parameters<typeof withInputs>[1]['signals'];
const inputNames = ['a@0ms', 'a@40ms', 'b@0ms', 'b@40ms', 'a~mean', 'subject=s1', 'subject=s2'];
const problem = { inputNames, signals, recordings: [{ subject: 's1' }, { subject: 's2' }] };

/** Two recordings of ten rows; the envelopes of a row are its number and ten times that, the first two rows are history. */
function prepared(): SampleTable {
  const table = emptyTable(20, ['a@0ms', 'b@0ms', 'a~mean'], wristOutputs());
  for (let row = 0; row < 20; row++) {
    table.inputs.set([row, 10 * row, -row], row * 3);
    table.timeS[row] = 7 + (row % 10) / 50;
    table.recording[row] = Math.floor(row / 10);
    table.block[row] = table.recording[row]!;
    table.use[row] = row % 10 < 2 ? rowUses.history : rowUses.train;
    table.labels[row] = row;
  }
  return table;
}

const inputsOf = (row: number) => [
  row,
  row - 2,
  10 * row,
  10 * (row - 2),
  -row,
  row < 10 ? 1 : 0,
  row < 10 ? 0 : 1,
];

describe('the inputs of prepared rows', () => {
  it('are a column where there is one, an earlier row of the same channel for a lag, and the names of the recording', () => {
    const used = withInputs(prepared(), problem);
    expect(used.inputNames).toEqual(inputNames);
    const rows = [...Array(20).keys()].filter((row) => row % 10 >= 2);
    expect([...used.labels]).toEqual(rows);
    expect([...used.inputs]).toEqual(rows.flatMap(inputsOf));
  });

  it('are the same in a part of the table that takes its history along', () => {
    const { taken, indices } = takeWithHistory(prepared(), [5, 6, 9, 13], 2);
    expect([...indices]).toEqual([3, 4, 5, 6, 7, 8, 9, 11, 12, 13]);
    const used = withInputs(taken, problem);
    expect([...used.labels]).toEqual([5, 6, 9, 13]);
    expect([...used.inputs]).toEqual([5, 6, 9, 13].flatMap(inputsOf));
  });

  it('are those of a table that has a column for each, as it is', () => {
    const whole = withInputs(prepared(), problem);
    expect(withInputs(whole, problem)).toBe(whole);
  });

  it('are refused where a column or the samples before a row are missing', () => {
    expect(() => inputSources(['a@0ms'], ['b@40ms'], 50)).toThrow('no column for the input b@40ms');
    const cut = takeWithHistory(prepared(), [5, 9], 1).taken;
    expect(() => withInputs(cut, problem)).toThrow('has 1 samples before it, but its lags need 2');
    const torn = prepared();
    torn.timeS[6]! += 0.02;
    expect(() => withInputs(torn, problem)).toThrow(RangeError);
  });
});

describe('parts of a table put together', () => {
  const part = (rows: readonly number[]) => takeWithHistory(prepared(), rows, 2).taken;

  it('are whole again where one goes on where the other ends', () => {
    const joined = concatTables([part([2, 3, 4, 5]), part([6, 7, 8, 9])]);
    expect(joined).toEqual(takeWithHistory(prepared(), [2, 3, 4, 5, 6, 7, 8, 9], 2).taken);
  });

  it('keep their history where they do not', () => {
    const joined = concatTables([part([2, 3]), part([6, 7]), part([12, 13])]);
    expect([...withInputs(joined, problem).inputs]).toEqual([2, 3, 6, 7, 12, 13].flatMap(inputsOf));
  });

  it('keeps nothing but the EMG of history rows', () => {
    const { labels, use } = part([6, 7]);
    expect([...use]).toEqual([rowUses.history, rowUses.history, rowUses.train, rowUses.train]);
    expect([...labels]).toEqual([Number.NaN, Number.NaN, 6, 7]);
  });
});
