import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearest name', () => {
  it.each([
    ['trianing', 'training'],
    ['Time', 'time_s'],
    ['emg_rf_mv', 'emg_rf_mV'],
    ['knee_flexion', 'knee_flexion_deg'],
  ])('of %j is %j', (slip, meant) => {
    expect(nearestName(slip, ['training', 'time_s', 'emg_rf_mV', 'knee_flexion_deg', 'ensemble'])).toBe(
      meant,
    );
  });

  it('is undefined if no name is alike', () => {
    expect(nearestName('colour', ['training', 'ensemble'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});
