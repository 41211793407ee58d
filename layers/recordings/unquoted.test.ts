import { CsvError, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOfRow, unquoted } from './unquoted.ts';

const taken = (text: string, delimiter = ',') =>
  unquoted(new TextEncoder().encode(text), delimiter.charCodeAt(0));
const textOf = (text: string, delimiter?: string) => {
  const plain = taken(text, delimiter);
  return 'found' in plain ? plain : new TextDecoder().decode(plain.bytes);
};

describe('a table without its quotes', () => {
  it.each([
    ['"a","b"\n"1,5",2\n', 'a\tb\n1,5\t2\n'],
    ['a,"say ""x""",b', 'a\tsay "x"\tb'],
    [' "a" , b\r\n"",""', ' a \t b\r\n\t'],
    ['"a\tb\r\nc\nd",1\n2,3', 'a b  c d\t1\n2\t3'],
    ['é,"ü"', 'é\tü'],
  ])('keeps its cells: %j', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  it('may be parted by tabs or semicolons', () => {
    expect(textOf('"a"\t1', '\t')).toBe('a\t1');
    expect(textOf('"a;b";1,5', ';')).toBe('a;b\t1,5');
  });

  it('knows the line of the file that a row begins on', () => {
    const plain = taken('a\n"b\nb\r\nb",1\nc\n"d\rd"\ne');
    if ('found' in plain) throw new Error(plain.found);
    expect([0, 1, 2, 3, 4].map((row) => lineOfRow(plain, row))).toEqual([0, 1, 4, 5, 7]);
  });

  it.each([
    ['a,b\n1,"2\n3', { line: 1, found: 'a double quote that is never closed' }],
    ['a,b\n"x\ny",1\n1,2"', { line: 3, found: 'a double quote within a cell' }],
    ['a,b\n"1" 2,3', { line: 1, found: 'text after a cell in quotes' }],
  ])('is refused where they do not pair, by line: %j', (text, expected) => {
    expect(textOf(text)).toEqual(expected);
  });
});

describe('whatever the text', () => {
  const options = { relax_column_count: true, trim: true, delimiter: ',' } as const;
  const cellsOf = (rows: readonly (readonly string[])[]) =>
    rows
      .map((row) => row.map((cell) => cell.replaceAll(/\s+/g, ' ').trim()))
      .filter((row) => row.some((cell) => cell !== ''));

  it('csv-parse reads the same cells, or refuses it too', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'",\n a1', '""', '",', ',"'), maxLength: 40 }),
        (text) => {
          // csv-parse lets a second pair of quotes follow the first one in the same cell.
          fc.pre(!/" +"/.test(text));
          let expected: string[][] | undefined;
          try {
            expected = parse(text, options);
          } catch (error) {
            if (!(error instanceof CsvError)) throw error;
          }
          const got = textOf(text);
          if (typeof got !== 'string') expect(expected).toBeUndefined();
          else {
            const rows = got.split('\n').map((row) => row.split('\t'));
            expect(cellsOf(rows)).toEqual(cellsOf(expected ?? [['refused']]));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
