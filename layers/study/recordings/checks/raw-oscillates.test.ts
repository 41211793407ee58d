import { describe, expect, it } from 'vitest';
import { rawDrifts, rawOscillates } from './raw-oscillates.ts';

const times = Array.from({ length: 2000 }, (_, at) => at / 1000);
const burst = (t: number) => Math.sin(2 * Math.PI * 80 * t) * (1 + Math.sin(2 * Math.PI * t));
const column = (signal: (t: number) => number) => ({
  name: 'emg_rf_mV',
  values: Float64Array.from(times, signal),
});
const check = (signal: (t: number) => number, rateHz: number | undefined = 1000) =>
  rawOscillates({ file: 'a.csv' }, column(signal), rateHz);
/** An envelope that rises and falls alike. */
const wave = (t: number) => 0.05 + 0.04 * Math.sin(5 * t);

describe('raw EMG', () => {
  it('passes if it oscillates about zero, or about the offset of an amplifier', () => {
    expect(check(burst)).toEqual([]);
    expect(check((t) => burst(t) + 5)).toEqual([]);
  });

  it('is a fault if it has no fast part, even if it is symmetric about its mean, or negative', () => {
    expect(check(wave)).toMatchObject([{ code: 'EMG_NOT_RAW', found: expect.stringContaining('Hz') }]);
    expect(check((t) => wave(t) - 0.02)).toMatchObject([{ code: 'EMG_NOT_RAW' }]);
    expect(rawOscillates({ file: 'a.csv' }, column(wave), undefined)).toEqual([]);
  });

  it('passes with a warning if slow changes are far larger than its oscillation', () => {
    const drifting = (t: number) => 0.5 * burst(t) + 20 * Math.sin(2 * t);
    const warned = rawDrifts({ file: 'a.csv' }, column(drifting), 1000);
    expect(check(drifting)).toEqual([]);
    expect(warned).toMatchObject([{ code: 'EMG_DRIFTS', where: { file: 'a.csv', column: 'emg_rf_mV' } }]);
    expect(rawDrifts({ file: 'a.csv' }, column(burst), 1000)).toEqual([]);
  });

  it('is a fault if it is an envelope or rectified', () => {
    expect(check((t) => 1 + 0.99 * Math.sin(2 * Math.PI * t) ** 8)).toMatchObject([{ code: 'EMG_NOT_RAW' }]);
    expect(check((t) => Math.abs(burst(t)))).toMatchObject([
      { code: 'EMG_NOT_RAW', where: { file: 'a.csv', column: 'emg_rf_mV' } },
    ]);
  });
});
