import { describe, expect, it } from 'vitest';
import { activationByMuscle, fitChannelGains } from './channel-gains.ts';
import { ankle } from './joints/ankle.ts';
import { knee } from './joints/knee.ts';
import { labelForces } from './label-forces.ts';
import { correlation, hasShared, readTable } from './reference.testing.ts';

const degree = Math.PI / 180;

describe('force labels', () => {
  const frames = {
    angleRad: Float64Array.of(-1, -1, -1, 20 * degree, Number.NaN),
    velocityRadPerS: new Float64Array(5),
    torqueNm: Float64Array.of(10, -20, 5000, 10, 10),
  };
  const flat = (a: number): Float64Array => new Float64Array(5).fill(a);

  it('refuse frames beyond the muscles, beyond the range and unknown, and count each', () => {
    const labels = labelForces(knee, frames);
    expect(labels.refusedFrames).toEqual({ reserve: 1, outOfRange: 1, unknown: 1 });
    expect(labels.labelledFrames).toBe(2);
    const labelled = [0, 1, 2, 3, 4].map((t) => Number.isFinite(labels.forceN[t * 5]!));
    expect(labelled).toEqual([true, true, false, false, false]);
    expect(labels.reserveNm[2]).toBeGreaterThan(4000);
  });

  it('follow the EMG where it covers both directions', () => {
    const excitation = [flat(0.2), flat(0.2), flat(0.1), undefined, undefined];
    expect(labelForces(knee, { ...frames, excitation }).method).toBe('emg-assisted');
  });

  it('are plain where one direction has no EMG, where none is given, and where asked for', () => {
    const oneWay = [flat(0.2), flat(0.2), undefined, undefined, undefined];
    const bothWays = [flat(0.2), flat(0.2), flat(0.1), undefined, undefined];
    expect(labelForces(knee, { ...frames, excitation: oneWay }).method).toBe('plain');
    expect(labelForces(knee, frames).method).toBe('plain');
    expect(labelForces(knee, { ...frames, excitation: bothWays }, { method: 'plain' }).method).toBe('plain');
  });
});

describe('ankle forces of a measured walk', () => {
  /** Labels of a table with ankle angle, torque and EMG, and the published forces. */
  function labelledWalk(
    file: string,
    emg: Record<string, string>,
    method: 'plain' | 'emg-assisted',
  ): { soleusN: Float64Array; publishedN: Float64Array; share: number } {
    const table = readTable(file);
    const angleRad = table.ankle_angle_r_deg!.map((angle) => angle * degree);
    const rateHz = 1 / (table.time_s![1]! - table.time_s![0]!);
    const velocityRadPerS = angleRad.map(
      (_, t) => (((angleRad[t + 1] ?? Number.NaN) - (angleRad[t - 1] ?? Number.NaN)) * rateHz) / 2,
    );
    const torqueNm = table.ankle_angle_r_moment_Nm!.map((torque, t) =>
      table.torque_ok?.[t] === 0 ? Number.NaN : torque,
    );
    const frames = { angleRad, velocityRadPerS, torqueNm };
    const channels = Object.entries(emg).map(([muscle, column]) => ({ muscle, envelope: table[column]! }));
    const gains = fitChannelGains(ankle, [{ ...frames, channels }])!;
    const excitation = activationByMuscle(ankle, channels, gains);
    const labels = labelForces(ankle, { ...frames, excitation }, { method });
    const known = torqueNm.filter((torque, t) => Number.isFinite(torque + velocityRadPerS[t]!)).length;
    return {
      soleusN: angleRad.map((_, t) => labels.forceN[t * ankle.muscles.length]!),
      publishedN: (table.so_force_soleus_r_N ?? table.force_soleus_r_N)!,
      share: labels.labelledFrames / known,
    };
  }

  const treadmill = {
    soleus_r: 'emg_soleus_r',
    med_gas_r: 'emg_med_gas_r',
    lat_gas_r: 'emg_lat_gas_r',
    tib_ant_r: 'emg_tib_ant_r',
  };
  const ground = {
    soleus_r: 'emg_soleus',
    med_gas_r: 'emg_gastrocnemius',
    tib_ant_r: 'emg_tibialis_anterior',
  };

  describe.each([
    ['data/ceinms-lower-limb/walk36.csv', treadmill],
    ['data/ceinms-lower-limb/walk45.csv', treadmill],
    ['data/opensim-moco-walk/walk_r_moco_inverse_forces.csv', ground],
  ])('%s', (file, emg) => {
    it.skipIf(!hasShared(file)).each(['plain', 'emg-assisted'] as const)(
      'gives a soleus with r >= 0.9 to the published one, %s',
      (method) => {
        const { soleusN, publishedN, share } = labelledWalk(file, emg, method);
        expect(share).toBeGreaterThan(0.95);
        expect(correlation(soleusN, publishedN)).toBeGreaterThanOrEqual(0.9);
      },
    );
  });
});
