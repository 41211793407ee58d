import { describe, expect, it } from 'vitest';
import { bandPass, lowPass } from './butterworth.ts';
import { filterCausally } from './filter.ts';
import { settlingSamples } from './settling.ts';

describe('the settling of a filter', () => {
  it('of first order is the logarithm of 1 % over that of its pole', () => {
    expect(settlingSamples([{ b0: 0.1, b1: 0, b2: 0, a1: -0.9, a2: 0 }])).toBe(44); // 0.9^44 = 0.0097
    expect(settlingSamples([{ b0: 1, b1: 1, b2: 0, a1: 0, a2: 0 }])).toBe(0);
  });

  it.each([
    ['the low-pass of envelopes', lowPass(2, 6, 1000)],
    ['the low-pass before resampling', lowPass(4, 20, 1000)],
    ['the band-pass of raw EMG', bandPass(4, [20, 450], 1000)],
  ])('of %s is the time after which an earlier step has hardly any effect', (_name, filter) => {
    // The same samples after a history of 1 and after one of 0.
    const later = Array.from({ length: 2000 }, (_, at) => Math.sin(at * at));
    const filteredAfter = (history: number) =>
      filterCausally(filter, Float64Array.from([...new Array(3000).fill(history), ...later])).subarray(3000);
    const [one, none] = [filteredAfter(1), filteredAfter(0)];
    const gap = one.map((value, at) => Math.abs(value - none[at]!));
    const settled = settlingSamples(filter);
    expect(Math.max(...gap.subarray(settled))).toBeLessThan(0.02);
    expect(Math.max(...gap.subarray(Math.round(settled / 4)))).toBeGreaterThan(0.02);
  });
});
