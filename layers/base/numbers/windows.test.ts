import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from './windows.ts';

const window = { mostBytes: 256, mostItems: 4 };
const itself = (bytes: number) => bytes;

describe('windows', () => {
  it('hold as many items as fit, and one that is too large alone', () => {
    expect(windowsOf([100, 100, 100, 400, 56, 200, 1], itself, window)).toEqual([
      [100, 100],
      [100],
      [400],
      [56, 200],
      [1],
    ]);
  });

  it('hold no more items than they may, however small', () => {
    expect(windowsOf([1, 1, 1, 1, 1, 1], itself, window).map(({ length }) => length)).toEqual([4, 2]);
  });

  it('hold every item once, in order, and never more than they may, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600)), (sizes) => {
        const windows = windowsOf(sizes, itself, window);
        expect(windows.flat()).toEqual(sizes);
        for (const held of windows) {
          const bytes = held.reduce((sum, size) => sum + size, 0);
          expect(held.length === 1 || bytes <= window.mostBytes).toBe(true);
          expect(held.length).toBeLessThanOrEqual(window.mostItems);
        }
      }),
    );
  });
});
