import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { activationByMuscle, fitChannelGains } from './channel-gains.ts';
import { muscleForceN } from './hill.ts';
import type { Joint } from './joint.ts';
import { knee } from './joints/knee.ts';
import { wrist } from './joints/wrist.ts';
import { momentArmM } from './moment-arm.ts';

const joint: Joint = { ...wrist, muscles: wrist.muscles.slice(0, 5) };
const trueGains = [0.5, 2, 1.2, 0.8, 3];
const frames = 400;

/** A recording whose torque follows from its envelopes times `trueGains`. */
function recording(scale: number): Parameters<typeof fitChannelGains>[1][number] {
  const angleRad = Float64Array.from({ length: frames }, (_, t) => 0.5 * Math.sin(t / 20));
  const velocityRadPerS = Float64Array.from({ length: frames }, (_, t) => 2 * Math.cos(t / 20));
  const channels = joint.muscles.map((muscle, i) => ({
    muscle: muscle.name,
    envelope: Float64Array.from(
      { length: frames },
      (_, t) => (scale * (0.25 + 0.2 * Math.sin((t * (i + 2)) / 17 + i))) / trueGains[i]!,
    ),
  }));
  const torqueNm = angleRad.map((q, t) =>
    joint.muscles.reduce((sum, muscle, i) => {
      const activation = (trueGains[i]! * channels[i]!.envelope[t]!) / scale;
      return sum + momentArmM(muscle, q) * muscleForceN(muscle, activation, q, velocityRadPerS[t]!);
    }, 0),
  );
  return { angleRad, velocityRadPerS, torqueNm, channels };
}

describe('channel gains', () => {
  it('are recovered if the torque determines them', () => {
    const gains = fitChannelGains(joint, [recording(1)], 1e-9)!;
    trueGains.forEach((gain, c) => {
      expect(gains[c]).toBeCloseTo(gain, 5);
    });
  });

  it('stay near with the default ridge', () => {
    const gains = fitChannelGains(joint, [recording(1)])!;
    trueGains.forEach((gain, c) => {
      expect(Math.abs(gains[c]! / gain - 1)).toBeLessThan(0.1);
    });
  });

  it('undo the unit of the envelopes', () => {
    const millivolt = fitChannelGains(joint, [recording(1)])!;
    const microvolt = fitChannelGains(joint, [recording(1000)])!;
    millivolt.forEach((gain, c) => {
      expect(microvolt[c]! * 1000).toBeCloseTo(gain, 6);
    });
  });

  it('ignore frames without torque', () => {
    const whole = recording(1);
    const torqueNm = whole.torqueNm.map((torque, t) => (t % 3 === 0 ? Number.NaN : torque));
    const gains = fitChannelGains(joint, [{ ...whole, torqueNm }], 1e-9)!;
    expect(gains[1]).toBeCloseTo(2, 5);
  });

  it('share the work among synergists that the torque cannot separate', () => {
    const whole = recording(1);
    const [first, second, ...others] = whole.channels;
    const twins = [first!, { ...second!, envelope: first!.envelope }, ...others];
    const gains = fitChannelGains(joint, [{ ...whole, channels: twins }])!;
    expect(gains[0]).toBeGreaterThan(0);
    expect(Math.abs(gains[0]! / gains[1]! - 1)).toBeLessThan(0.5);
  });

  it('are never negative, even if the torque contradicts the EMG', () => {
    const whole = recording(1);
    const gains = fitChannelGains(joint, [{ ...whole, torqueNm: whole.torqueNm.map((one) => -one) }])!;
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(0);
  });

  it('are undefined for too few frames', () => {
    const none = recording(1).torqueNm.fill(Number.NaN);
    expect(fitChannelGains(joint, [{ ...recording(1), torqueNm: none }])).toBeUndefined();
    expect(fitChannelGains(joint, [])).toBeUndefined();
  });

  it('refuse recordings with different channels', () => {
    const whole = recording(1);
    const swapped = { ...whole, channels: [...whole.channels].reverse() };
    expect(() => fitChannelGains(joint, [whole, swapped])).toThrow(FaultError);
  });
});

describe('activation by muscle', () => {
  it('adds the channels of a lumped muscle, in the order of the joint, within 0 and 1', () => {
    const activation = activationByMuscle(
      knee,
      [
        { muscle: 'semitendinosus', envelope: Float64Array.of(0.1, 3) },
        { muscle: 'bifemlh_r', envelope: Float64Array.of(0.2, 1) },
        { muscle: 'vas_med_r', envelope: Float64Array.of(0.5, -1) },
      ],
      [2, 1, 1],
    );
    expect(activation.map((one) => one && [...one])).toEqual([
      undefined,
      [0.5, 0],
      [0.4, 1],
      undefined,
      undefined,
    ]);
  });
});
