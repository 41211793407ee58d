import { describe, expect, it } from 'vitest';
import { rawOscillates } from './raw-oscillates.ts';

const times = Array.from({ length: 2000 }, (_, at) => at / 1000);
const burst = (t: number) => Math.sin(2 * Math.PI * 80 * t) * (1 + Math.sin(2 * Math.PI * t));
const check = (signal: (t: number) => number) =>
  rawOscillates({ file: 'a.csv' }, { name: 'emg_rf_mV', values: Float64Array.from(times, signal) });

describe('raw EMG', () => {
  it('passes where it oscillates about zero, or about the offset of an amplifier', () => {
    expect(check(burst)).toEqual([]);
    expect(check((t) => burst(t) + 5)).toEqual([]);
  });

  it('is a fault where it is an envelope or rectified', () => {
    expect(check((t) => 1 + 0.99 * Math.sin(2 * Math.PI * t) ** 8)).toMatchObject([{ code: 'EMG_NOT_RAW' }]);
    expect(check((t) => Math.abs(burst(t)))).toMatchObject([
      { code: 'EMG_NOT_RAW', where: { file: 'a.csv', column: 'emg_rf_mV' } },
    ]);
  });
});
