import { describe, expect, it } from 'vitest';
import { rmse } from '../../../base/numbers/index.ts';
import { normalise } from '../../../physics/signals/index.ts';
import { warmUpRows } from '../../inputs/index.ts';
import { calibrate } from '../calibration/calibrate.ts';
import { featuresOf } from '../emg-input/features-of.ts';
import { stretchStatistics } from '../emg-quality/stretch-statistics.ts';
import type { GlobalModel } from '../global-model.ts';
import { loadGlobalModel } from '../load-global-model.ts';
import { modelFiles } from '../model-file/fixtures/model-files.testing.ts';
import { predict } from '../predict.ts';

const names = { subject: 's01', task: 'walk' };

/** 12 s of EMG of two channels, in mV. */
function emgWith(second: (value: number) => number) {
  const strength = 0.05;
  const of = (channel: number) =>
    Float64Array.from({ length: 12_000 }, (_, at) => {
      const level = 1 + 0.8 * Math.sin(at / (380 + 40 * channel));
      return strength * level * Math.sin(at * (0.7 + 0.13 * channel));
    });
  return { sampleRateHz: 1000, startS: 0, channels: [of(0), of(1).map(second)], ...names };
}
const good = emgWith((value) => value);
const dead = emgWith(() => 0);

/** 20 s of carla, whose angle follows the second channel; that is far weaker in her than in the training. */
function weakRecording(phase: number) {
  const timeS = Float64Array.from({ length: 1000 }, (_, at) => at / 50);
  const of = (channel: number, gain: number) =>
    Float64Array.from({ length: 20_000 }, (_, at) => {
      const level = 1 + 0.8 * Math.sin(at / (380 + 140 * channel) + phase);
      return gain * 0.05 * level * Math.sin(at * (0.7 + 0.13 * channel));
    });
  const angleRad = timeS.map((t) => 0.4 * Math.sin((1000 * t) / 520 + phase));
  return {
    sampleRateHz: 1000,
    startS: 0,
    channels: [of(0, 1), of(1, 0.05)],
    subject: 'carla',
    task: 'walk',
    angle: { timeS, angleRad },
  };
}

/** A model whose training had EMG like the good one. */
async function modelOf(fill: boolean): Promise<GlobalModel> {
  const { model } = await loadGlobalModel(modelFiles('version-2-nested'));
  const { envelopes, scales } = featuresOf(model, good, names);
  const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
  const threshold = { centre: [0, 0, 0, 0], scale: [1, 1, 1, 1], most: 3 };
  const logs = normalised.map((envelope) => envelope.map((value) => Math.log(value + 0.02)));
  const mean = logs.map((log) => log.reduce((sum, value) => sum + value, 0) / log.length);
  const slopes = [
    [0, 0.5],
    [0.5, 0],
  ];
  return {
    ...model,
    emgReference: {
      groups: [{ ...names, mean: [...stretchStatistics(normalised)] }],
      deviation: new Array(13).fill(0.4),
      correlation: new Array(78).fill(0),
      thresholds: { subjectAndTask: threshold, task: threshold },
    },
    ...(fill ? { channelFill: { groups: [{ ...names, mean }], slopes } } : {}),
  };
}

describe('a prediction from EMG with a dead channel', () => {
  it('fills the channel from the others, says so, and still flags it', async () => {
    const { emgQuality, outOfRange, angleRad } = predict(await modelOf(true), dead);
    expect(emgQuality!.filled).toEqual(['emg_2_mV']);
    expect(emgQuality!.flag).toMatchObject({ kind: 'channel-weak', channels: ['emg_2_mV'] });
    expect(outOfRange[outOfRange.length / 2]).toBe(true);
    const whole = predict(await modelOf(true), good).angleRad;
    const unfilled = predict(await modelOf(false), dead);
    expect(unfilled.emgQuality).not.toHaveProperty('filled');
    const errorOf = (angles: Float64Array) =>
      Math.sqrt(angles.reduce((sum, angle, row) => sum + (angle - whole[row]!) ** 2, 0) / angles.length);
    expect(errorOf(angleRad)).toBeLessThan(0.6 * errorOf(unfilled.angleRad));
  });

  it('does not depend on what the dead channel holds', async () => {
    const model = await modelOf(true);
    const noise = emgWith((value) => 1e-4 * value);
    expect(predict(model, noise).emgQuality!.filled).toEqual(['emg_2_mV']);
    expect(predict(model, noise).angleRad).toEqual(predict(model, dead).angleRad);
  });

  it('does not fill it by a causal model, whose predictions must not depend on later EMG', async () => {
    const model = await modelOf(true);
    const emg = { ...model.signals.emg, filter: { ...model.signals.emg.filter, causal: true } };
    const causal = { ...model, signals: { ...model.signals, emg } };
    const { emgQuality, angleRad } = predict(causal, dead);
    expect(emgQuality!.flag).toMatchObject({ kind: 'channel-weak' });
    expect(emgQuality).not.toHaveProperty('filled');
    const cut = predict(causal, { ...dead, channels: dead.channels.map((one) => one.subarray(0, 9000)) });
    expect(cut.angleRad).toEqual(angleRad.subarray(0, cut.angleRad.length));
  });

  it('leaves good EMG as it is', async () => {
    const [filling, plain] = [predict(await modelOf(true), good), predict(await modelOf(false), good)];
    expect(filling.emgQuality).toEqual(plain.emgQuality);
    expect(filling.angleRad).toEqual(plain.angleRad);
  });
});

describe('a calibrated person with a channel that is far weaker than in the training', () => {
  const seconds = weakRecording(1);
  const { angle, ...later } = weakRecording(1.4);
  async function calibrated() {
    const model = await modelOf(true);
    const usualLog = model.emgScales.s01!.map(Math.log);
    const known = { ...model, strangerScale: { slope: 0.3, usualLog, usualOwnLog: usualLog } };
    return { known, ...calibrate(known, [seconds]) };
  }

  it('is predicted from this channel, as the calibration has learned', async () => {
    const { model, afterRad, known } = await calibrated();
    const { emgQuality, angleRad } = predict(model, later);
    expect(emgQuality!.flag).toMatchObject({ kind: 'channel-weak' });
    expect(emgQuality).not.toHaveProperty('filled');
    expect(rmse(angle.angleRad, angleRad)).toBeLessThan(afterRad + 0.03);
    expect(predict(known, { ...later, subject: undefined }).emgQuality!.filled).toEqual(['emg_2_mV']);
  });

  it('has the channel filled if it is dead later', async () => {
    const { model } = await calibrated();
    const channels = [later.channels[0]!, new Float64Array(20_000)];
    expect(predict(model, { ...later, channels }).emgQuality!.filled).toEqual(['emg_2_mV']);
  });

  it('is compared with what the model predicts without the calibration', async () => {
    const { known, beforeRad } = await calibrated();
    const { angleRad, emgQuality } = predict(known, { ...seconds, subject: undefined });
    expect(emgQuality!.filled).toEqual(['emg_2_mV']);
    const start = warmUpRows(known.features, known.signals.rateHz);
    const errorRad = rmse(seconds.angle.angleRad.subarray(start), angleRad.subarray(start));
    expect(beforeRad).toBeCloseTo(errorRad, 6);
  });
});
