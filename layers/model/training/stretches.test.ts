import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stencilRows } from '../../physics/signals/index.ts';
import type { RowRange } from '../dataset/index.ts';
import { coverByStretches } from './stretches.ts';

const half = (stencilRows - 1) / 2;

const anyRanges = fc
  .array(fc.record({ gap: fc.nat(3), rows: fc.integer({ min: 1, max: 200 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((blocks) => {
    const ranges: RowRange[] = [];
    let at = 0;
    for (const { gap, rows } of blocks) {
      ranges.push({ start: at + gap, end: at + gap + rows });
      at += gap + rows;
    }
    return ranges;
  });

const anyCut = fc
  .integer({ min: 9, max: 80 })
  .chain((stretchRows) => fc.tuple(fc.constant(stretchRows), fc.nat(stretchRows - stencilRows)));

describe('stretches that cover ranges of rows', () => {
  it('have every row with a whole stencil at the centre of exactly one, whatever the phase', () => {
    fc.assert(
      fc.property(anyRanges, anyCut, (ranges, [stretchRows, phase]) => {
        const centres = coverByStretches(ranges, stretchRows, phase).flatMap(({ start, rows }) =>
          counted(start + half, start + rows - half),
        );
        const expected = ranges.flatMap(({ start, end }) => counted(start + half, end - half));
        expect(centres).toEqual(expected);
      }),
    );
  });

  it('count the labels of every row exactly once, whatever the phase', () => {
    fc.assert(
      fc.property(anyRanges, anyCut, (ranges, [stretchRows, phase]) => {
        const labelled = coverByStretches(ranges, stretchRows, phase).flatMap(
          ({ start, rows, firstLabelled }) => counted(start + firstLabelled, start + rows),
        );
        expect(labelled).toEqual(ranges.flatMap(({ start, end }) => counted(start, end)));
      }),
    );
  });

  it('are never longer than asked and never reach beyond their range', () => {
    fc.assert(
      fc.property(anyRanges, anyCut, (ranges, [stretchRows, phase]) => {
        for (const { start, rows } of coverByStretches(ranges, stretchRows, phase)) {
          const isInside = ranges.some((range) => start >= range.start && start + rows <= range.end);
          expect(isInside && rows >= 1 && rows <= stretchRows).toBe(true);
        }
      }),
    );
  });

  it('cut elsewhere at another phase', () => {
    const range = [{ start: 0, end: 200 }];
    expect(coverByStretches(range, 64, 0)[0]!.rows).toBe(64);
    expect(coverByStretches(range, 64, 20)[0]!.rows).toBe(44);
  });
});

/** Whole numbers from `from` to before `to`. */
function counted(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
