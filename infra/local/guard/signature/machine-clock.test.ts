import { describe, expect, it } from 'vitest';
import { MachineClock } from './machine-clock.ts';

const hourMs = 3_600_000;

describe('the clock by which requests are signed', () => {
  it('is that of the machine, and for a quarter of an hour the one before it was set', () => {
    let wallMs = 1_000_000;
    let steadyMs = 0;
    const clock = new MachineClock(
      () => wallMs,
      () => steadyMs,
    );
    expect(clock.timesMs()).toEqual([1_000_000]);
    wallMs += 5 * hourMs;
    expect(clock.timesMs()).toEqual([1_000_000 + 5 * hourMs, 1_000_000]);
    wallMs += 60_000;
    steadyMs += 60_000;
    expect(clock.timesMs()).toEqual([1_060_000 + 5 * hourMs, 1_060_000]);
    wallMs += 15 * 60_000;
    steadyMs += 15 * 60_000;
    expect(clock.timesMs()).toHaveLength(1);
    clock.stop();
  });

  it('is one that drifts by less than a second', () => {
    let wallMs = 0;
    const clock = new MachineClock(
      () => wallMs,
      () => 0,
    );
    for (const drift of [400, 800, 1200]) {
      wallMs = drift;
      expect(clock.timesMs()).toEqual([drift]);
    }
    clock.stop();
  });
});
