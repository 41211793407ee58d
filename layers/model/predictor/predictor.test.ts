import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { modelFiles } from './model-file/fixtures/model-files.testing.ts';
import { openModel } from './open-model.ts';
import { predict as predictChecked } from './predict.ts';
import { type CalibrationRecording, calibrate, type Emg, predict } from './predictor.ts';

const model = await openModel(modelFiles('before-digests').read, {});
const columns = model.signals.emg.channels.map(({ column }) => column);
const samples = (seconds: number) =>
  columns.map((_, channel) =>
    Float64Array.from(
      { length: 1000 * seconds },
      (_, at) => 0.05 * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel)),
    ),
  );
const emgOf = (seconds: number): Emg => {
  const lists = samples(seconds);
  return { sampleRateHz: 1000, channels: Object.fromEntries(columns.map((name, at) => [name, lists[at]!])) };
};
const codesOf = (call: () => unknown): string[] => {
  try {
    call();
    return [];
  } catch (error) {
    return (error as FaultError).faults.map(({ code }) => code);
  }
};

describe('predict', () => {
  it('predicts to the bit as the command line does, in whatever order the channels are given', () => {
    const emg = emgOf(3);
    const reversed = Object.fromEntries(Object.entries(emg.channels).reverse());
    const expected = predictChecked(model, {
      sampleRateHz: 1000,
      startS: 2,
      channels: samples(3),
      subject: 's02',
    });
    expect(predict(model, { ...emg, channels: reversed, startS: 2, subject: 's02' })).toEqual(expected);
  });

  it('takes plain lists of numbers too', () => {
    const emg = emgOf(3);
    const lists = Object.fromEntries(
      Object.entries(emg.channels).map(([name, list]) => [name, Array.from(list)]),
    );
    expect(predict(model, { ...emg, channels: lists })).toEqual(predict(model, emg));
  });

  const [first, second] = columns as [string, string];
  it.each<[string, (emg: Emg) => Emg, string[]]>([
    [
      'a channel is missing',
      ({ channels: { [first]: _, ...channels }, ...emg }) => ({ ...emg, channels }),
      ['CHANNEL_MISSING'],
    ],
    [
      'a channel is not the model’s',
      (emg) => ({ ...emg, channels: { ...emg.channels, other: [1, 2] } }),
      ['CHANNEL_UNKNOWN'],
    ],
    [
      'channels differ in length',
      (emg) => ({ ...emg, channels: { ...emg.channels, [second]: [1, 2] } }),
      ['CHANNEL_LENGTH'],
    ],
    [
      'a sample is not a number',
      (emg) => ({
        ...emg,
        channels: {
          ...emg.channels,
          [first]: Float64Array.from(emg.channels[first]!).fill(Number.NaN, 7, 9),
        },
      }),
      ['SAMPLE_NOT_FINITE'],
    ],
    ['there are no channels', ({ channels: _, ...emg }) => emg as Emg, ['EMG_FORM']],
    ['there is no rate', (emg) => ({ ...emg, sampleRateHz: Number.NaN }), ['SAMPLE_RATE']],
    ['the rate is 0', (emg) => ({ ...emg, sampleRateHz: 0 }), ['SAMPLE_RATE']],
    ['raw EMG is too slow for its filter', (emg) => ({ ...emg, sampleRateHz: 40 }), ['EMG_RATE']],
    [
      'the channels are in another unit',
      (emg) => ({
        ...emg,
        channels: Object.fromEntries(
          Object.entries(emg.channels).map(([name, list]) => [
            name,
            Float64Array.from(list, (value) => 1e4 * value),
          ]),
        ),
      }),
      columns.map(() => 'EMG_UNIT'),
    ],
    ['the model does not know the subject', (emg) => ({ ...emg, subject: 'nobody' }), ['SUBJECT_UNKNOWN']],
  ])('says so if %s', (_, change, codes) => {
    expect(codesOf(() => predict(model, change(emgOf(3))))).toEqual(codes);
  });

  it('throws nothing but its own faults, whatever it gets', () => {
    const anything = fc.anything({ withTypedArray: true, withBigInt: true, withMap: true });
    const record = fc.record({
      sampleRateHz: fc.oneof(anything, fc.double({ min: 20, max: 5000 })),
      channels: fc.oneof(anything, fc.record(Object.fromEntries(columns.map((name) => [name, anything])))),
      startS: fc.option(anything, { nil: undefined }),
      subject: fc.option(anything, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.oneof(anything, record), (given) => {
        try {
          predict(model, given as Emg);
        } catch (error) {
          if (!(error instanceof FaultError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('calibrate', () => {
  const timeS = Float64Array.from({ length: 2000 }, (_, at) => at / 100);
  const angle = { timeS, angleRad: timeS.map((time) => 0.5 * Math.sin(time / 0.8)) };
  const recording: CalibrationRecording = { ...emgOf(20), subject: 'new-person', angle };

  it('returns a model that knows the person, and leaves the given one unchanged', () => {
    const { model: calibrated } = calibrate(model, recording);
    expect(predict(calibrated, { ...emgOf(3), subject: 'new-person' }).emgNormalisedBy).toBe('subject');
    expect(codesOf(() => predict(model, { ...emgOf(3), subject: 'new-person' }))).toEqual([
      'SUBJECT_UNKNOWN',
    ]);
  });

  it.each<[string, Partial<CalibrationRecording>, string]>([
    [
      'the angle has a gap',
      { angle: { timeS, angleRad: angle.angleRad.with(7, Number.NaN) } },
      'ANGLE_INVALID',
    ],
    [
      'an angle is beyond all numbers of 32 bits',
      { angle: { timeS, angleRad: angle.angleRad.with(7, 1e39) } },
      'ANGLE_INVALID',
    ],
    ['the times do not grow', { angle: { ...angle, timeS: timeS.with(7, 0) } }, 'ANGLE_INVALID'],
    ['times and angles differ in number', { angle: { ...angle, timeS: timeS.subarray(1) } }, 'ANGLE_INVALID'],
    [
      'the angle was measured at another time',
      { angle: { ...angle, timeS: timeS.map((time) => time + 60) } },
      'ANGLE_INVALID',
    ],
    ['the recording is too short', { channels: emgOf(4).channels }, 'RECORDING_SHORT'],
    ['predictions could not use the name', { subject: 'Jane Doe' }, 'SUBJECT_NAME'],
    ['the task is not one of the study', { task: 'swimming' }, 'TASK_UNKNOWN'],
  ])('says so if %s', (_, change, code) => {
    expect(codesOf(() => calibrate(model, { ...recording, ...change }))).toEqual([code]);
  });

  it('takes several recordings of one person, and refuses none or those of two', () => {
    const short: CalibrationRecording = { ...recording, channels: emgOf(3).channels };
    const { tasks } = calibrate(model, [short, short]);
    expect(tasks).toMatchObject([{ seconds: expect.closeTo(6, 6) }]);
    expect(codesOf(() => calibrate(model, []))).toEqual(['RECORDING_SHORT']);
    expect(codesOf(() => calibrate(model, [short, { ...short, subject: 'another' }]))).toEqual([
      'SUBJECT_NAME',
    ]);
  });
});
