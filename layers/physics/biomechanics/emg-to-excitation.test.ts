import { describe, expect, it } from 'vitest';
import { excitationOfEmg, shaped, unshaped } from './emg-to-excitation.ts';

describe('excitation from EMG', () => {
  const step = Float64Array.from({ length: 200 }, (_, t) => (t < 100 ? 0.1 : 0.6));

  it('follows the EMG after the electromechanical delay', () => {
    const excitation = excitationOfEmg(step, 1000, { delayS: 0.04, twitchS: 0 });
    expect(excitation.findIndex((u) => u > 0.3)).toBe(140);
  });

  it('has delays of parts of a sample', () => {
    const ramp = Float64Array.from({ length: 50 }, (_, t) => t / 50);
    const excitation = excitationOfEmg(ramp, 100, { delayS: 0.025, twitchS: 0 });
    expect(excitation[40]).toBeCloseTo(37.5 / 50, 12);
  });

  it('passes a steady envelope unchanged', () => {
    expect(excitationOfEmg(step, 100)[199]).toBeCloseTo(0.6, 9);
  });

  it('is causal', () => {
    const changed = step.map((u, t) => (t >= 150 ? 1 : u));
    expect(excitationOfEmg(changed, 1000).slice(0, 150)).toEqual(excitationOfEmg(step, 1000).slice(0, 150));
  });

  it.each([-3, -1, -0.1, 0])('is curved by a shape %d that keeps 0 and 1, and can be inverted', (shape) => {
    expect(shaped(0, shape)).toBe(0);
    expect(shaped(1, shape)).toBeCloseTo(1, 12);
    expect(shaped(0.4, shape)).toBeGreaterThanOrEqual(0.4);
    expect(unshaped(shaped(0.4, shape), shape)).toBeCloseTo(0.4, 12);
  });
});
