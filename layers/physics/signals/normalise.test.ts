import { describe, expect, it } from 'vitest';
import { channelScale, normalise } from './normalise.ts';

describe('scale of a channel', () => {
  it('is the 95th percentile over all recordings of a subject', () => {
    const recordings = [0, 1].map((k) => Float64Array.from({ length: 500 }, (_, i) => (k * 500 + i) / 999));
    const scale = channelScale(recordings);
    expect(scale).toBeCloseTo(0.95, 9);
    expect(normalise(Float64Array.of(0.95), scale)[0]).toBeCloseTo(1, 9);
  });

  it('ignores one artefact', () => {
    const quiet = new Float64Array(1000).fill(0.1);
    quiet[500] = 50;
    expect(channelScale([quiet])).toBe(0.1);
  });

  it('is 1 for a silent channel, so that nothing is divided by zero', () => {
    expect(channelScale([new Float64Array(10)])).toBe(1);
    expect(channelScale([])).toBe(1);
  });
});
