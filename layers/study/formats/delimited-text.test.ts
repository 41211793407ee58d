import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDelimited } from './delimited-text.ts';
import type { Table } from './table.ts';

const numbers = { t: [0, 0.5, 1], x: [1.5, -2, 3000] };

describe('a table of numbers', () => {
  it.each([
    { name: 'comma', text: 't,x\n0,1.5\n0.5,-2\n1,3e3\n' },
    { name: 'semicolon with decimal comma', text: 't;x\n0;1,5\n0,5;-2\n1;3e3\n' },
    { name: 'tab with decimal comma', text: 't\tx\n0\t1,5\n0,5\t-2\n1\t3000,0\n' },
    { name: 'semicolon with decimal point', text: 't;x\n0;1.5\n.5;-2.\n1;+3000\n' },
    { name: 'CRLF and no line end at the end', text: 't,x\r\n0,1.5\r\n0.5,-2\r\n1,3000' },
    { name: 'CR alone', text: 't,x\r0,1.5\r0.5,-2\r1,3000\r' },
    { name: 'byte order mark', text: '\uFEFFt,x\n0,1.5\n0.5,-2\n1,3000\n' },
    { name: "Excel's sep line", text: 'sep=;\nt;x\n0;1,5\n0,5;-2\n1;3000\n' },
    { name: 'spaces around cells', text: 't , x\n 0 , 1.5\n0.5 ,-2 \n1,  3000\n' },
    { name: 'blank lines', text: 't,x\n0,1.5\n\n0.5,-2\n1,3000\n\n\n' },
    { name: 'empty cells after the last column', text: 't,x,,\n0,1.5,,\n0.5,-2,,\n1,3000,,\n,,,\n' },
    { name: 'quoted names', text: '"t","x"\n0,1.5\n0.5,-2\n1,3000\n' },
    { name: 'quoted decimal commas between commas', text: '"t","x"\n"0","1,5"\n"0,5","-2"\n"1","3000"\n' },
    { name: 'a name with the delimiter in quotes', text: 't,x,"note, free"\n0,1.5,\n0.5,-2,\n1,3000,\n' },
    { name: 'a name over two lines', text: '"t",x,"torque\n(Nm)"\n0,1.5,\n0.5,-2,\n1,3000,\n' },
    {
      name: 'row numbers in quotes, as R writes them',
      text: '"","t","x"\n"1",0,1.5\n"2",0.5,-2\n"3",1,3e3\n',
    },
    {
      name: 'a column of text that is not wanted',
      text: 't,note,x\n0,"start, left",1.5\n0.5,,-2\n1,end,3000\n',
    },
    {
      name: 'more digits than a double holds',
      text: 't,x\n0,1.50000000000000000000000\n0.5,-2\n1,3000.000000000000000001\n',
    },
  ])('is read with $name', ({ text }) => {
    const table = tableOf(text);
    expect(table.faults).toEqual([]);
    expect([...table.columns.get('t')!.values]).toEqual(numbers.t);
    expect([...table.columns.get('x')!.values]).toEqual(numbers.x);
    expect(table.columns.get('x')!.badCellCount).toBe(0);
  });

  it('is read from UTF-16, as spreadsheets write "Unicode text"', () => {
    const text = '\uFEFFt\tx\r\n0\t1,5\r\n0,5\t-2\r\n1\t3000\r\n';
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i++)
      new DataView(bytes.buffer).setUint16(2 * i, text.charCodeAt(i), true);
    const table = readDelimited('a.csv', bytes, new Set(['t', 'x']));
    expect([...table.columns.get('x')!.values]).toEqual(numbers.x);
  });

  it('has its one column without a delimiter', () => {
    expect([...tableOf('x\n1\n2\n').columns.get('x')!.values]).toEqual([1, 2]);
  });

  it('has the line of each row, blank lines and quoted line ends counted', () => {
    expect([...tableOf('t,x\n0,1\n\n1,2\n').rows]).toEqual([2, 4]);
    expect([...tableOf('t,"x"\n0,1\n\n1,2\n').rows]).toEqual([2, 4]);
    expect([...tableOf('sep=,\nt,x\n0,1\n1,2\n').rows]).toEqual([3, 4]);
    expect([...tableOf('"t","x\ny","x"\n0,0,1\n"1",0,2\n').rows]).toEqual([3, 4]);
  });

  it.each([
    ['only the header', 'bare', 4],
    ['every cell', 'quoted', 10],
  ])('is read from bytes, without a string for each cell, if %s has quotes', (_where, cells, most) => {
    const cell = cells === 'quoted' ? '"0.123456"' : '0.123456';
    const rows = `${Array.from({ length: 12 }, () => cell).join()}\n`.repeat(60_000);
    const names = (quote: string) => Array.from({ length: 12 }, (_, at) => `${quote}c${at}${quote}`).join();
    const cpuMsOf = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      const start = process.cpuUsage();
      const table = readDelimited('a.csv', bytes, new Set(['c0', 'c1', 'c11']));
      expect(table.columns.get('c11')!.values[59_999]).toBe(0.123456);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const bare = `${names('')}\n${'0.123456,'.repeat(11)}0.123456\n${rows.replaceAll('"', '')}`;
    cpuMsOf(bare);
    expect(cpuMsOf(`${names('"')}\n${rows}`) / cpuMsOf(bare)).toBeLessThan(most);
  });

  it('has exactly the number of the text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(tableOf(`t,x\n0,${value}\n`).columns.get('x')!.values[0]).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('a table with faults', () => {
  it('lists empty cells and text cells by line', () => {
    const { badCells, values } = tableOf('t,x\n0,\n1,NaN\n2,1.2 mV\n3,1\n4,1.234,5\n').columns.get('x')!;
    expect(badCells).toEqual([
      { row: 2, kind: 'empty', found: '' },
      { row: 3, kind: 'empty', found: 'NaN' },
      { row: 4, kind: 'text', found: '1.2 mV' },
    ]);
    expect(values[3]).toBe(1);
  });

  it.each(['Infinity', '1e999', '0x10', '1 2', '1,234.5', '--1', '.', '12-3'])(
    'takes %j for text',
    (cell) => {
      expect(tableOf(`t;x\n0;${cell}\n`).columns.get('x')!.badCells).toEqual([
        { row: 2, kind: 'text', found: cell },
      ]);
    },
  );

  it.each([
    { code: 'ROW_CELLS', text: 't,x\n0,1\n1\n2,1\n', row: 3 },
    { code: 'ROW_CELLS', text: 't,x\n0,1\n1,2,3\n', row: 3 },
    { code: 'DECIMAL_MARK', text: 't;x\n0;1,5\n1;1.5\n', row: 3 },
    { code: 'CSV_QUOTES', text: 't,x\n0,1\n1,"2\n', row: 3 },
    { code: 'FILE_EMPTY', text: '', row: 1 },
    { code: 'FILE_EMPTY', text: '\n\n', row: 1 },
    { code: 'FILE_NOT_TEXT', text: 'PK\u0003\u0004\u0000\u0000', row: undefined },
  ])('gets $code with its row: %j', ({ code, text, row }) => {
    const [fault] = tableOf(text).faults;
    expect(fault).toMatchObject({ code, where: { file: 'a.csv' } });
    if (row !== undefined) expect(fault?.where.row).toBe(row);
  });

  it('reports the first odd rows and counts the rest', () => {
    const { faults } = tableOf(`t,x\n${'1\n'.repeat(500)}`);
    expect(faults).toHaveLength(20);
    expect(faults.at(-1)?.what).toContain('480 more');
  });

  it('never throws, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .string({ unit: fc.constantFrom(...'t,x;\t"\'\r\n0123.-e \uFEFF'), maxLength: 200 })
        .map((s) => new TextEncoder().encode(s)),
    );
    fc.assert(
      fc.property(bytes, (raw) => {
        const table = readDelimited('a.csv', raw, new Set(['t', 'x', '0', '']));
        for (const { values } of table.columns.values()) expect(values).toHaveLength(table.rows.length);
      }),
      { numRuns: 1000 },
    );
  });
});

function tableOf(text: string): Table {
  return readDelimited('a.csv', new TextEncoder().encode(text), new Set(['t', 'x']));
}
