import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { bandPass, type Filter, highPass, lowPass } from './butterworth.ts';

/** scipy 1.17.1: butter(order, edges, btype, fs=..., output='sos'), rows b0 b1 b2 a0 a1 a2. */
const scipy = {
  low2: [
    [
      0.00034604133763910385, 0.0006920826752782077, 0.00034604133763910385, 1.0, -1.9466975407561833,
      0.9480817061067397,
    ],
  ],
  low4: [
    [
      0.046582906636443676, 0.09316581327288735, 0.046582906636443676, 1.0, -0.32897567737095285,
      0.06458765491644297,
    ],
    [1.0, 2.0, 1.0, 1.0, -0.4531195206523847, 0.4663255707632367],
  ],
  high4: [
    [0.848475295524359, -1.696950591048718, 0.848475295524359, 1.0, -1.778313488139435, 0.7924474718329468],
    [1.0, -2.0, 1.0, 1.0, -1.8934156010225003, 0.9084644129492953],
  ],
  band4: [
    [0.5597939753636623, 1.1195879507273245, 0.5597939753636623, 1.0, 1.4727072982383067, 0.5512194161882683],
    [1.0, -2.0, 1.0, 1.0, -1.775225707139887, 0.7898310129469704],
    [1.0, 2.0, 1.0, 1.0, 1.703066904412495, 0.7912205716038404],
    [1.0, -2.0, 1.0, 1.0, -1.894566110555583, 0.9097098295426526],
  ],
  band3: [
    [
      0.07674590690231364, 0.1534918138046273, 0.07674590690231364, 1.0, -0.48228518596252234,
      0.42177392617924614,
    ],
    [1.0, 0.0, -1.0, 1.0, -1.1165606744543102, 0.22352648289714908],
    [1.0, -2.0, 1.0, 1.0, -1.8779149995869409, 0.893887159211332],
  ],
};
/** |sosfreqz| of the band-passes at these frequencies, 1000 samples a second. */
const atHz = [5, 20, 100, 300, 449, 480];
const band4Gain = [
  0.0037436394582589985, 0.7071067811865331, 0.9999999095915632, 0.9999995794763719, 0.7355357605531238,
  0.02406401293951717,
];
const band3Gain = [
  0.01205655704520244, 0.707106781186544, 0.9997711496071252, 0.11974114801228695, 0.0012379580316540482,
  7.282245197683466e-5,
];

describe('Butterworth design', () => {
  it.each([
    { name: 'low-pass of order 2 at 6 of 1000 Hz', filter: lowPass(2, 6, 1000), golden: scipy.low2 },
    { name: 'low-pass of order 4 at 20 of 100 Hz', filter: lowPass(4, 20, 100), golden: scipy.low4 },
    { name: 'high-pass of order 4 at 20 of 1000 Hz', filter: highPass(4, 20, 1000), golden: scipy.high4 },
  ])('has the sections of scipy: $name', ({ filter, golden }) => {
    expect(largestDifference(rowsOf(filter), golden)).toBeLessThan(1e-9);
  });

  it.each([
    { name: 'order 4', filter: bandPass(4, [20, 450], 1000), golden: scipy.band4, gain: band4Gain },
    { name: 'order 3', filter: bandPass(3, [20, 200], 1000), golden: scipy.band3, gain: band3Gain },
  ])('has the poles and the gain of scipy for a band-pass of $name', ({ filter, golden, gain }) => {
    const poles = (rows: number[][]) => rows.map((row) => row.slice(3));
    expect(largestDifference(poles(rowsOf(filter)), poles(golden))).toBeLessThan(1e-9);
    const ours = atHz.map((hz) => gainAt(filter, hz, 1000));
    expect(largestDifference([ours], [gain])).toBeLessThan(1e-9);
  });

  it('passes 1/sqrt(2) at each edge, whatever the order', () => {
    for (const order of [1, 2, 3, 5, 8]) {
      expect(gainAt(lowPass(order, 6, 100), 6, 100)).toBeCloseTo(Math.SQRT1_2, 9);
      expect(gainAt(highPass(order, 6, 100), 6, 100)).toBeCloseTo(Math.SQRT1_2, 9);
      expect(gainAt(bandPass(order, [6, 30], 100), 6, 100)).toBeCloseTo(Math.SQRT1_2, 9);
      expect(gainAt(bandPass(order, [6, 30], 100), 30, 100)).toBeCloseTo(Math.SQRT1_2, 9);
    }
  });

  it('refuses a cut-off at or above half the sample rate, a band with its edges swapped, and an order of 0', () => {
    const refused = (design: () => unknown) =>
      expect(design).toThrow(
        expect.objectContaining({ faults: [expect.objectContaining({ code: 'FILTER_BAND' })] }),
      );
    refused(() => lowPass(2, 50, 100));
    refused(() => lowPass(2, 0, 100));
    refused(() => lowPass(2, Number.NaN, 100));
    refused(() => bandPass(2, [40, 20], 100));
    refused(() => highPass(0, 20, 100));
    expect(() => lowPass(2, 50, 100)).toThrow(FaultError);
  });
});

function rowsOf(filter: Filter): number[][] {
  return filter.map(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, 1, a1, a2]);
}

function largestDifference(ours: number[][], golden: number[][]): number {
  return Math.max(...golden.flatMap((row, i) => row.map((v, j) => Math.abs(v - ours[i]![j]!))));
}

function gainAt(filter: Filter, hz: number, sampleRateHz: number): number {
  const w = (2 * Math.PI * hz) / sampleRateHz;
  const size = (c0: number, c1: number, c2: number) =>
    Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
  return filter.reduce((gain, s) => (gain * size(s.b0, s.b1, s.b2)) / size(1, s.a1, s.a2), 1);
}
