import { describe, expect, it } from 'vitest';
import { interpolate, resample, resampleMask, uniformGrid } from './resample.ts';

const at1000Hz = { timeS: uniformGrid(0, 4, 1000), sampleRateHz: 1000 };
const grid50Hz = uniformGrid(0, 4, 50);

describe('uniform grid', () => {
  it('has both ends if they fit', () => {
    expect([...uniformGrid(1, 1.1, 50)]).toEqual([1, 1.02, 1.04, 1.06, 1.08, 1.1]);
  });

  it('stops before an end that does not fit, and is empty for a span with its ends swapped', () => {
    expect(uniformGrid(0, 0.099, 50)).toHaveLength(5);
    expect(uniformGrid(1, 0, 50)).toHaveLength(0);
  });
});

describe('resampling', () => {
  it('keeps frequencies that the slower grid can represent', () => {
    const slow = at1000Hz.timeS.map((t) => Math.sin(2 * Math.PI * 3 * t));
    const out = resample(at1000Hz, slow, grid50Hz);
    for (let i = 10; i < 190; i++) expect(out[i]).toBeCloseTo(Math.sin(2 * Math.PI * 3 * grid50Hz[i]!), 2);
  });

  it('removes frequencies that would fold back: 52 Hz would look like 2 Hz at 50 Hz', () => {
    const fast = at1000Hz.timeS.map((t) => Math.sin(2 * Math.PI * 52 * t));
    const folded = interpolate(at1000Hz.timeS, fast, grid50Hz);
    const out = resample(at1000Hz, fast, grid50Hz);
    expect(Math.max(...folded.map(Math.abs))).toBeGreaterThan(0.99);
    expect(Math.max(...out.subarray(10, 190).map(Math.abs))).toBeLessThan(0.01);
  });

  it('only interpolates if the grid is as fast as the signal', () => {
    const signal = { timeS: uniformGrid(0, 1, 50), sampleRateHz: 50 };
    const values = signal.timeS.map((t) => Math.sin(40 * t));
    expect(resample(signal, values, uniformGrid(0, 1, 50))).toEqual(values);
  });

  it('does not depend on later samples when causal', () => {
    const values = at1000Hz.timeS.map((t) => Math.sin(20 * t));
    const changed = values.map((v, i) => (i > 2000 ? 9 : v));
    const [a, b] = [values, changed].map((v) =>
      resample(at1000Hz, v, grid50Hz, { causal: true }).slice(0, 101),
    );
    expect(b).toEqual(a);
  });
});

describe('interpolation', () => {
  it('is linear, and constant beyond the ends', () => {
    const out = interpolate(
      Float64Array.of(0, 1, 3),
      Float64Array.of(0, 10, 30),
      Float64Array.of(-1, 0.5, 1, 2, 9),
    );
    expect([...out]).toEqual([0, 5, 10, 20, 30]);
  });
});

describe('mask', () => {
  it('uses a time only if the samples on both sides may be used', () => {
    const out = resampleMask(
      Float64Array.of(0, 1, 2, 3),
      Uint8Array.of(1, 1, 0, 1),
      Float64Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3),
    );
    expect([...out]).toEqual([1, 1, 1, 0, 0, 0, 1]);
  });

  it('uses no time beyond the ends', () => {
    const out = resampleMask(Float64Array.of(1, 2), Uint8Array.of(1, 1), Float64Array.of(0, 1, 2, 3));
    expect([...out]).toEqual([0, 1, 1, 0]);
  });
});
