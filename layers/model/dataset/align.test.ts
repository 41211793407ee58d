import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../study/manifest/index.ts';
import { alignRecording, envelopesOnGrid } from './align.ts';
import { recordingOf, signalsOf, timesS } from './recording.testing.ts';

const omega = 2 * Math.PI * 0.8;

/** 1 kHz EMG from 0.3 s, its amplitude 1 + 0.5 sin(4 t); 100 Hz angle 0.6 sin(omega t). */
function signals() {
  const emg = timesS(0.3, 6, 1000);
  const amplitude = emg.timeS.map((t) => 1 + 0.5 * Math.sin(4 * t));
  const voltage = emg.timeS.map((t, at) => amplitude[at]! * Math.sin(2 * Math.PI * 110 * t));
  const angle = timesS(0, 5.25, 100);
  return {
    emg: { ...emg, channels: [voltage, voltage.map((v) => 3 * v)] },
    angle: { ...angle, angleRad: angle.timeS.map((t) => 0.6 * Math.sin(omega * t)) },
  };
}

const raw: Manifest['signals'] = signalsOf(['FCR', 'ECU'], { kind: 'raw' });

/** Largest difference between the signal and what it should be, ends of `edge` rows left out. */
function apart(
  values: Float64Array,
  timeS: Float64Array,
  expected: (t: number) => number,
  edge: number,
): number {
  const inner = [...values.keys()].slice(edge, -edge);
  return Math.max(...inner.map((row) => Math.abs(values[row]! - expected(timeS[row]!))));
}

describe('a recording on the time grid of the model', () => {
  it('has the time that all of its signals share, at the rate of the model', () => {
    const { timeS, envelopes, angleRad } = alignRecording(recordingOf(signals()), raw);
    expect(timeS[0]).toBeCloseTo(0.3, 9);
    expect(timeS.at(-1)).toBeLessThanOrEqual(5.25 + 1e-9);
    expect(timeS.at(-1)).toBeGreaterThan(5.25 - 0.02);
    expect(timeS[100]! - timeS[99]!).toBeCloseTo(0.02, 9);
    expect([angleRad, ...envelopes].map((values) => values.length)).toEqual(new Array(3).fill(timeS.length));
  });

  it('has the angle of the goniometer at those times, and its derivatives', () => {
    const { timeS, angleRad, velocityRadPerS, accelerationRadPerS2 } = alignRecording(
      recordingOf(signals()),
      raw,
    );
    expect(apart(angleRad, timeS, (t) => 0.6 * Math.sin(omega * t), 25)).toBeLessThan(2e-3);
    expect(apart(velocityRadPerS, timeS, (t) => 0.6 * omega * Math.cos(omega * t), 25)).toBeLessThan(0.02);
    const acceleration = (t: number) => -0.6 * omega ** 2 * Math.sin(omega * t);
    expect(apart(accelerationRadPerS2, timeS, acceleration, 25)).toBeLessThan(0.2);
  });

  it('has no derivatives where the stencil is not whole', () => {
    const { velocityRadPerS, accelerationRadPerS2, timeS } = alignRecording(recordingOf(signals()), raw);
    for (const values of [velocityRadPerS, accelerationRadPerS2]) {
      const missing = [...values.keys()].filter((row) => Number.isNaN(values[row]!));
      const last = timeS.length - 1;
      expect(missing).toEqual([0, 1, 2, 3, last - 3, last - 2, last - 1, last]);
    }
  });

  it('has the envelopes of raw EMG sampled ten times faster', () => {
    const { timeS, envelopes } = alignRecording(recordingOf(signals()), raw);
    const rectified = 2 / Math.PI;
    expect(apart(envelopes[0]!, timeS, (t) => rectified * (1 + 0.5 * Math.sin(4 * t)), 25)).toBeLessThan(
      0.05,
    );
    expect(apart(envelopes[1]!, timeS, (t) => 3 * rectified * (1 + 0.5 * Math.sin(4 * t)), 25)).toBeLessThan(
      0.15,
    );
  });

  it('has no torque where it is marked as not to be used', () => {
    const torque = timesS(0, 6, 100);
    const valid = Uint8Array.from(torque.timeS, (t) => (t > 1.995 && t < 3.005 ? 0 : 1));
    const whole = { ...torque, torqueNm: torque.timeS.map((t) => 2 + t), valid };
    const { torqueNm, timeS } = alignRecording(recordingOf({ ...signals(), torque: whole }), raw);
    for (const [row, t] of timeS.entries()) {
      const isMarked = t > 1.99 + 1e-6 && t < 3.01 - 1e-6;
      if (isMarked) expect(torqueNm![row]).toBeNaN();
      else if (row > 25 && row < timeS.length - 25) expect(torqueNm![row]).toBeCloseTo(2 + t, 2);
      else expect(torqueNm![row]).not.toBeNaN();
    }
  });

  it('has given forces by muscle, and shares their time', () => {
    const forces = timesS(1, 4, 200);
    const forceN = new Map([['FCR', forces.timeS.map((t) => 20 + 5 * t)]]);
    const aligned = alignRecording(recordingOf({ ...signals(), forces: { ...forces, forceN } }), raw);
    expect([aligned.timeS[0], aligned.timeS.at(-1)]).toEqual([1, 4]);
    expect(apart(aligned.forceN!.get('FCR')!, aligned.timeS, (t) => 20 + 5 * t, 10)).toBeLessThan(0.05);
    expect(alignRecording(recordingOf(signals()), raw)).not.toHaveProperty('forceN');
  });

  it('looks back only where the filter is causal', () => {
    const { emg } = signals();
    const gridS = timesS(0.3, 5, 50).timeS;
    const changed = emg.channels[0]!.map((v, at) => (emg.timeS[at]! > 3 ? 20 * v : v));
    const difference = (causal: boolean) => {
      const settings = { ...raw.emg, filter: { ...raw.emg.filter, causal } };
      const [before, after] = [emg.channels[0]!, changed].map(
        (channel) => envelopesOnGrid({ ...emg, channels: [channel] }, settings, gridS)[0]!,
      );
      const past = gridS.filter((t) => t < 2.99);
      return Math.max(...Array.from(past, (_, row) => Math.abs(before![row]! - after![row]!)));
    };
    expect(difference(true)).toBe(0);
    expect(difference(false)).toBeGreaterThan(0.1);
  });
});
