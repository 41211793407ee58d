import { describe, expect, it } from 'vitest';
import { csvOf, timesS } from './tables.ts';

describe('csvOf', () => {
  it('writes fixed digits where a column asks for them and all digits where not', () => {
    const text = csvOf([
      { name: 'time_s', digits: 3, values: timesS(3, 1000) },
      { name: 'emg_mV', digits: 4, values: Float64Array.of(-0.05, 12.34567, -0.00001) },
      { name: 'angle_rad', values: Float64Array.of(1 / 3, -1e-9, 2) },
    ]);
    expect(text).toBe(
      'time_s,emg_mV,angle_rad\n0.000,-0.0500,0.3333333333333333\n0.001,12.3457,-1e-9\n0.002,0.0000,2\n',
    );
  });
});
