import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLines } from './json-lines.ts';

const joined = (value: object) => [...jsonLines(value)].join('');

describe('JSON in lines', () => {
  it('equals JSON.stringify, parsed', () => {
    const long = fc.array(fc.jsonValue(), { minLength: 0, maxLength: 400 });
    const either = fc.oneof(
      long,
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.record({ a: long, b: long }),
    );
    fc.assert(
      fc.property(either, (value) => {
        expect(JSON.parse(joined(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out what is undefined in an object, and writes null for it in a list and for numbers that are not finite', () => {
    const list = Array.from({ length: 300 }, (_, at) => (at === 7 ? undefined : at === 8 ? Number.NaN : at));
    const value = { absent: undefined, list, short: { absent: undefined, there: 1 } };
    expect(JSON.parse(joined(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('puts each entry of a large value on a line of its own, and a small value on one', () => {
    const localModels = Array.from({ length: 300 }, (_, at) => ({ id: `time-${at}`, at: [0, at] }));
    const lines = joined({ study: 'knee', localModels }).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '{',
      '"study": "knee",',
      '"localModels": [',
      '{"id":"time-0","at":[0,0]},',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  });
});
