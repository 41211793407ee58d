import { describe, expect, it } from 'vitest';
import { stretchRowsOf } from './stretch-rows.ts';

describe('the stretches of a recording', () => {
  it('are of four seconds or somewhat more, and leave no row out', () => {
    expect(stretchRowsOf(500, 50)).toEqual([
      { start: 0, end: 250 },
      { start: 250, end: 500 },
    ]);
    for (const rows of [200, 399, 400, 1234]) {
      const stretches = stretchRowsOf(rows, 50);
      expect(stretches[0]!.start).toBe(0);
      expect(stretches.at(-1)!.end).toBe(rows);
      for (const [at, { start, end }] of stretches.entries()) {
        expect(end - start).toBeGreaterThanOrEqual(200);
        expect(start).toBe(stretches[at - 1]?.end ?? 0);
      }
    }
  });

  it('are one below four seconds, and none below one', () => {
    expect(stretchRowsOf(199, 50)).toEqual([{ start: 0, end: 199 }]);
    expect(stretchRowsOf(49, 50)).toEqual([]);
    expect(stretchRowsOf(0, 50)).toEqual([]);
  });

  it('are as many as wanted if each has a second', () => {
    expect(stretchRowsOf(150, 50, 2)).toEqual([
      { start: 0, end: 75 },
      { start: 75, end: 150 },
    ]);
    expect(stretchRowsOf(99, 50, 2)).toEqual([{ start: 0, end: 99 }]);
  });
});
