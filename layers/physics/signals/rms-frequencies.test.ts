import { describe, expect, it } from 'vitest';
import { rmsFrequencies } from './rms-frequencies.ts';

const sampled = (signal: (t: number) => number) =>
  Float64Array.from({ length: 10_000 }, (_, at) => signal(at / 1000));
const sine = (hz: number) => (t: number) => Math.sin(2 * Math.PI * hz * t);

describe('the frequency of a signal', () => {
  it.each([2, 20, 80, 300])('is that of a sine about any offset: %d Hz', (hz) => {
    const { signalHz, slopeHz } = rmsFrequencies(
      sampled((t) => 5 + sine(hz)(t)),
      1000,
    );
    expect(signalHz / hz).toBeCloseTo(1, 2);
    expect(slopeHz / hz).toBeCloseTo(1, 2);
  });

  it('of a slope hardly changes with drift, which hides the oscillation of the signal itself', () => {
    const drifting = sampled((t) => 20 * sine(0.3)(t) + sine(80)(t));
    const { signalHz, slopeHz } = rmsFrequencies(drifting, 1000);
    expect(signalHz).toBeLessThan(10);
    expect(slopeHz).toBeGreaterThan(75);
  });

  it('is NaN for a constant signal', () => {
    expect(rmsFrequencies(new Float64Array(100).fill(3), 1000)).toEqual({
      signalHz: Number.NaN,
      slopeHz: Number.NaN,
    });
  });
});
