import { describe, expect, it } from 'vitest';
import { halfWidthsOf, shareOf, withinIntervals } from './within-intervals.ts';

const interval = { factor: 2, offset: 1, most: 10 };
const answered = { labels: [0, 5, Number.NaN, 30], predicted: [2, 0, 0, 10], spread: [0, 0, 0, 100] };

describe('the labels within their intervals', () => {
  it('are those no further from the prediction than the half width of their row', () => {
    // Half widths 2, 2, 2 and 10: the first label is on the edge, the second and the fourth are outside.
    expect(withinIntervals(() => interval, answered)).toEqual({ compared: 3, within: 1 });
  });

  it('are compared only if the row has an interval', () => {
    expect(withinIntervals((row) => (row === 0 ? interval : null), answered)).toEqual({
      compared: 1,
      within: 1,
    });
  });

  it('make a share over several outputs, each label counting once, and none without labels', () => {
    const outputs = [
      { compared: 3, within: 1 },
      { compared: 1, within: 1 },
    ];
    expect(shareOf(outputs)).toBe(0.5);
    expect(shareOf([{ compared: 0, within: 0 }])).toBeNull();
    expect(shareOf([])).toBeNull();
  });
});

describe('the half widths over rows', () => {
  it('have a mean and a largest one, of labelled and other rows alike', () => {
    expect(halfWidthsOf(() => interval, answered.spread)).toEqual({ mean: 4, largest: 10 });
  });

  it('are null if no row has an interval', () => {
    expect(halfWidthsOf(() => null, answered.spread)).toBeNull();
  });
});
