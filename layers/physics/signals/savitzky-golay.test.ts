import { describe, expect, it } from 'vitest';
import { alongBlocks, savitzkyGolay } from './savitzky-golay.ts';

/** scipy 1.17.1: savgol_coeffs(window, order, deriv, delta=0.02, use='dot'). */
const scipy = [
  {
    window: 9,
    order: 4,
    derivative: 0,
    weights: [
      0.034965034965034725, -0.1282051282051287, 0.0699300699300704, 0.31468531468531524, 0.4172494172494182,
      0.31468531468531535, 0.06993006993007012, -0.1282051282051283, 0.034965034965034676,
    ],
  },
  {
    window: 9,
    order: 4,
    derivative: 1,
    weights: [
      3.6195286195286145, -5.97643097643097, -8.122895622895616, -5.303030303030301, 0.0, 5.303030303030299,
      8.122895622895618, 5.976430976430973, -3.6195286195286163,
    ],
  },
  {
    window: 9,
    order: 4,
    derivative: 2,
    weights: [
      -183.56643356643846, 540.5011655011649, 219.988344988344, -307.4009324009328, -539.0442890442903,
      -307.40093240093313, 219.98834498834464, 540.501165501164, -183.5664335664381,
    ],
  },
  {
    window: 7,
    order: 3,
    derivative: 1,
    weights: [
      4.365079365079362, -13.293650793650794, -11.507936507936513, 1.5606693940152035e-15, 11.507936507936517,
      13.2936507936508, -4.365079365079367,
    ],
  },
  {
    window: 11,
    order: 5,
    derivative: 3,
    weights: [
      7047.639860139864, -21962.412587412615, -600.9615384614729, 18575.174825174785, 17263.98601398597,
      -8.141605911672653e-12, -17263.98601398598, -18575.174825174774, 600.9615384615415, 21962.412587412564,
      -7047.6398601398605,
    ],
  },
  {
    window: 5,
    order: 2,
    derivative: 2,
    weights: [
      714.2857142857141, -357.1428571428574, -714.2857142857143, -357.14285714285717, 714.2857142857146,
    ],
  },
];

describe('Savitzky-Golay', () => {
  it.each(scipy)(
    'has the weights of scipy: $window points, order $order, derivative $derivative',
    (golden) => {
      const ours = savitzkyGolay(golden.window, golden.order, golden.derivative, 0.02);
      const largest = Math.max(...golden.weights.map(Math.abs));
      for (const [i, weight] of ours.entries()) {
        expect(Math.abs(weight - golden.weights[i]!) / largest).toBeLessThan(1e-12);
      }
    },
  );

  it('differentiates a polynomial of its order exactly', () => {
    const intervalS = 0.02;
    const quartic = Float64Array.from({ length: 60 }, (_, i) => (i * intervalS) ** 4);
    const velocity = alongBlocks(quartic, savitzkyGolay(9, 4, 1, intervalS), [{ start: 0, end: 60 }]);
    const acceleration = alongBlocks(quartic, savitzkyGolay(9, 4, 2, intervalS), [{ start: 0, end: 60 }]);
    for (let i = 4; i < 56; i++) {
      expect(velocity[i]).toBeCloseTo(4 * (i * intervalS) ** 3, 9);
      expect(acceleration[i]).toBeCloseTo(12 * (i * intervalS) ** 2, 8);
    }
  });

  it('has a value only where the whole stencil lies in one block', () => {
    const values = Float64Array.from({ length: 30 }, (_, i) => (i < 12 ? i : 1000));
    const blocks = [
      { start: 0, end: 12 },
      { start: 12, end: 30 },
    ];
    const slope = alongBlocks(values, savitzkyGolay(9, 4, 1, 1), blocks);
    const answered = [...slope.keys()].filter((i) => !Number.isNaN(slope[i]));
    expect(answered).toEqual([4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    expect(slope[7]).toBeCloseTo(1, 12);
    expect(slope[16]).toBeCloseTo(0, 9);
  });

  it('is NaN in blocks shorter than its stencil', () => {
    const slope = alongBlocks(new Float64Array(8), savitzkyGolay(9, 4, 1, 1), [{ start: 0, end: 8 }]);
    expect([...slope].every(Number.isNaN)).toBe(true);
  });

  it('refuses even windows and orders too high for the window', () => {
    expect(() => savitzkyGolay(8, 4, 1, 1)).toThrow(RangeError);
    expect(() => savitzkyGolay(5, 5, 1, 1)).toThrow(RangeError);
  });
});
