import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parts, stretchesOf } from './stretches.ts';

const settings = fc.record({
  rows: fc.integer({ min: 180, max: 3000 }),
  rowsPerS: fc.constantFrom(25, 50),
  recordings: fc.integer({ min: 1, max: 9 }),
});

describe('the stretches of a cross-validation', () => {
  it('predict each row once, from rows that are no neighbours of it', () => {
    fc.assert(
      fc.property(settings, (own) => {
        const stretches = stretchesOf(own);
        const predicted: number[] = [];
        for (let part = 0; part < parts; part++) {
          const inside = stretches.inside(part);
          predicted.push(...inside);
          const near = new Set(inside.flatMap((row) => [row - 1, row, row + 1]));
          const learned = stretches.learned(part);
          expect(learned.length).toBeGreaterThan(own.rows / 4);
          expect(learned.some((row) => near.has(row))).toBe(false);
          expect(inside.length + stretches.others(part).length).toBe(own.rows);
        }
        expect(predicted.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: own.rows }, (_, row) => row),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('leave half a second on both sides', () => {
    const { inside, learned } = stretchesOf({ rows: 800, rowsPerS: 50, recordings: 1 });
    expect([inside(2)[0], inside(2).at(-1)]).toEqual([200, 299]);
    const around = learned(2);
    expect(around[174]).toBe(174);
    expect(around[175]).toBe(325);
  });

  it('have rows of every recording in every part', () => {
    const { inside } = stretchesOf({ rows: 2400, rowsPerS: 50, recordings: 3 });
    for (let part = 0; part < parts; part++) {
      const recordings = new Set(inside(part).map((row) => Math.floor(row / 800)));
      expect(recordings).toEqual(new Set([0, 1, 2]));
    }
  });
});
