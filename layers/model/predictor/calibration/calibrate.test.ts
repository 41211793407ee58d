import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../base/faults/index.ts';
import { rmse } from '../../../base/numbers/index.ts';
import { smallNetwork, smallProblem } from '../../weighing/testing.ts';
import type { GlobalModel } from '../global-model.ts';
import { predict } from '../predict.ts';
import { smallGlobalModel } from '../small-global-model.testing.ts';
import { calibrate } from './calibrate.ts';
import { labelledFromFile } from './labelled-from-file.ts';
import type { LabelledRecording } from './labelled-recording.ts';

const problem = smallProblem();
const networks = [1, 2, 3].map((seed) => smallNetwork(problem, seed));
const model = smallGlobalModel(problem, networks);
const [knee] = model.coordinates;

/** EMG of some seconds; another phase is another recording. */
function emgOf(seconds: number, phase = 0) {
  const channel = Float64Array.from(
    { length: seconds * 50 + 1 },
    (_, at) => 0.4 * (1 + Math.sin(at / 17 + phase)) * (1 + 0.5 * Math.sin(at / 131 + phase)),
  );
  return { sampleRateHz: 50, startS: 0, channels: [channel] };
}

/** A recording of carla, whose angle the model does not know: it follows her EMG in a way of its own. */
function recordingOf(
  seconds: number,
  { task, phase = 0 }: { task?: string; phase?: number } = {},
): LabelledRecording {
  const emg = emgOf(seconds, phase);
  const { timeS, angleRad } = predict(model, emg);
  const own = angleRad.map((angle, at) => angle + 0.3 + 0.5 * Math.sin(8 * (emg.channels[0]![at] ?? 0)));
  return { ...emg, subject: 'carla', task, angle: { timeS, angleRad: own } };
}

const errorOn = (
  one: GlobalModel,
  { angle, ...emg }: LabelledRecording,
  names: { subject?: string; task?: string },
) => rmse(angle.angleRad, predict(one, { ...emg, subject: undefined, task: undefined, ...names }).angleRad);
const seated = recordingOf(12, { task: 'sit' });
const calibrated = calibrate(model, [seated]);

describe('a calibration', () => {
  it('lowers the error on later seconds, about as much as it says', () => {
    const later = recordingOf(12, { phase: 5 });
    const before = errorOn(model, later, { task: 'sit' });
    const after = errorOn(calibrated.model, later, { subject: 'carla', task: 'sit' });
    expect(after).toBeLessThan(0.4 * before);
    const [sit] = calibrated.tasks;
    expect(sit).toMatchObject({ task: 'sit', isKept: true, seconds: expect.closeTo(12, 1) });
    expect(sit!.beforeRad).toBeCloseTo(before, 1);
    expect(sit!.afterRad).toBeLessThan(0.6 * before);
    expect(calibrated).toMatchObject({ beforeRad: sit!.beforeRad, afterRad: sit!.afterRad });
  });

  it('learns from all seconds', () => {
    const other = {
      ...seated,
      angle: { ...seated.angle, angleRad: seated.angle.angleRad.slice().fill(2, 560) },
    };
    expect(calibrate(model, [other]).calibrations).not.toEqual(calibrated.calibrations);
  });

  it('leaves the predictions in other tasks, and without a task, those of an unknown person', () => {
    for (const task of ['walk', 'rise', undefined]) {
      const emg = { ...emgOf(4), task };
      const expected = predict(model, emg);
      expect(predict(calibrated.model, { ...emg, subject: 'carla' })).toEqual(expected);
      expect(expected.emgNormalisedBy).toBe('recording');
    }
    expect(predict(calibrated.model, { ...emgOf(4), task: 'sit', subject: 'carla' }).emgNormalisedBy).toBe(
      'subject',
    );
  });

  it('leaves predictions for other subjects unchanged', () => {
    for (const subject of ['ana', undefined]) {
      const emg = { ...emgOf(4), subject, task: 'sit' };
      expect(predict(calibrated.model, emg)).toEqual(predict(model, emg));
    }
  });

  it('keeps the forces of the model at the scale of the calibration', () => {
    const emg = { ...emgOf(12), task: 'sit' };
    const { forcesN } = predict(calibrated.model, { ...emg, subject: 'carla' });
    // The scale of the calibration is the one that this same recording has.
    expect(forcesN).toEqual(predict(model, emg).forcesN);
  });

  it('holds without a task if its recordings name none', () => {
    const { model: own, tasks } = calibrate(model, [recordingOf(8)]);
    expect(tasks.map(({ task }) => task)).toEqual([undefined]);
    const later = recordingOf(6, { phase: 5 });
    expect(errorOn(own, later, { subject: 'carla' })).toBeLessThan(0.5 * errorOn(model, later, {}));
    expect(errorOn(own, later, { subject: 'carla', task: 'sit' })).toBe(
      errorOn(model, later, { task: 'sit' }),
    );
  });

  it('holds without a task if its recordings cover all tasks', () => {
    const all = ['sit', 'walk', 'rise'].map((task, at) => recordingOf(5, { task, phase: at }));
    const { model: own, tasks } = calibrate(model, all);
    expect(tasks.map(({ task }) => task)).toEqual(['sit', 'walk', 'rise', undefined]);
    const later = recordingOf(6, { phase: 5 });
    expect(errorOn(own, later, { subject: 'carla' })).toBeLessThan(0.5 * errorOn(model, later, {}));
  });

  it('holds with and without the task in a study of one task', () => {
    const ofOneTask: GlobalModel = { ...model, trainedTasks: ['sit'] };
    const { model: own, tasks } = calibrate(ofOneTask, [seated]);
    expect(tasks).toHaveLength(1);
    const emg = { ...emgOf(4), subject: 'carla' };
    expect(predict(own, { ...emg, task: 'sit' })).toEqual(predict(own, emg));
    expect(predict(own, emg).emgNormalisedBy).toBe('subject');
  });

  it('takes several recordings of one task together', () => {
    const two = [recordingOf(3, { task: 'sit' }), recordingOf(3, { task: 'sit', phase: 2 })];
    const { tasks } = calibrate(model, two);
    expect(tasks).toMatchObject([{ task: 'sit', isKept: true, seconds: expect.closeTo(6, 1) }]);
  });

  it('says so if it gains nothing, and keeps the model as it was', () => {
    const emg = { ...emgOf(8), task: 'sit' };
    const { timeS, angleRad } = predict(model, emg);
    const like = { ...emg, subject: 'carla', angle: { timeS, angleRad } };
    const { model: own, tasks, beforeRad, afterRad, calibrations } = calibrate(model, [like]);
    expect(tasks).toMatchObject([{ task: 'sit', isKept: false }]);
    expect(tasks[0]!.afterRad).toBeGreaterThanOrEqual(tasks[0]!.beforeRad);
    expect(afterRad).toBe(beforeRad);
    expect(calibrations).toEqual([]);
    expect(predict(own, { ...emg, subject: 'carla' })).toEqual(predict(model, emg));
  });

  it('replaces an earlier one of the same task, and leaves those of other tasks', () => {
    const walking = recordingOf(6, { task: 'walk', phase: 1 });
    const both = calibrate(calibrated.model, [walking]);
    const again = calibrate(both.model, [recordingOf(6, { task: 'sit', phase: 3 })]);
    const predicted = (one: GlobalModel, task: string) =>
      predict(one, { ...emgOf(3), subject: 'carla', task }).angleRad;
    expect(predicted(both.model, 'sit')).toEqual(predicted(calibrated.model, 'sit'));
    expect(predicted(again.model, 'walk')).toEqual(predicted(both.model, 'walk'));
    expect(predicted(again.model, 'sit')).not.toEqual(predicted(both.model, 'sit'));
    expect(again.model.calibrations!.carla!.map(({ task }) => task).toSorted()).toEqual(['sit', 'walk']);
  });

  it('starts for a subject of the training from what the model knows', () => {
    const { model: own, calibrations } = calibrate(model, [{ ...seated, subject: 'ana' }]);
    expect(calibrations[0]!.emgScales).toEqual(model.emgScales.ana);
    const emg = { ...emgOf(4), subject: 'ana', task: 'walk' };
    expect(predict(own, emg)).toEqual(predict(model, emg));
  });

  it('gives intervals of the angle by its own errors', () => {
    const noNames = model.outputs.map(() => ({ factor: 1, offset: 1 }));
    const withIntervals: GlobalModel = { ...model, intervals: { uniform: { allNames: noNames, noNames } } };
    const { model: own } = calibrate(withIntervals, [seated]);
    const { angle, ...emg } = recordingOf(12, { phase: 5 });
    const { angleRad, interval90 } = predict(own, { ...emg, task: 'sit' });
    const halfWidths = interval90!.angleRad!;
    expect(new Set(halfWidths).size).toBe(1);
    expect(halfWidths[0]).toBeLessThan(0.5);
    const covered = angleRad.filter((one, row) => Math.abs(one - angle.angleRad[row]!) <= halfWidths[row]!);
    expect(covered.length / angleRad.length).toBeGreaterThan(0.8);
  });

  it('has the sign of the study', () => {
    const measured = { ...knee!.measured, positive: 'flexion' };
    const flexed: GlobalModel = { ...model, coordinates: [{ ...knee!, measured }] };
    const turned = { ...seated, angle: { ...seated.angle, angleRad: seated.angle.angleRad.map((q) => -q) } };
    expect(calibrate(flexed, [turned]).afterRad).toBeCloseTo(calibrated.afterRad, 9);
  });

  it('takes rows evenly from a recording of many minutes', () => {
    const { model: own, tasks } = calibrate(model, [recordingOf(150, { task: 'sit' })]);
    expect(tasks).toMatchObject([{ isKept: true, seconds: expect.closeTo(150, 1) }]);
    expect(own.calibrations!.carla![0]!.angles[0]!.coefficientsRad).toHaveLength(300);
  });

  it('refuses EMG that overflows', () => {
    const channels = seated.channels.map((channel) => channel.with(40, Number.MAX_VALUE));
    expect(() => calibrate(model, [{ ...seated, channels }])).toThrow(/^EMG_OVERFLOW/);
  });

  it('refuses a task that the model has not learned from', () => {
    for (const task of ['swim', 'constructor', '']) {
      expect(() => calibrate(model, [{ ...seated, task }])).toThrow(/^TASK_UNKNOWN at column task/);
    }
  });

  it('refuses fewer than five seconds of a task, and names the task', () => {
    const tooFew = () => calibrate(model, [seated, recordingOf(4, { task: 'walk' })]);
    expect(tooFew).toThrow(/^RECORDING_SHORT: .* of the task walk .* Found 4.0 s/);
  });

  it('refuses recordings that are hardly longer than the oldest lag', () => {
    const ofTwoSeconds = smallProblem({ features: { ...problem.features, lagsMs: [0, 2000], contextS: 0 } });
    const lagged = smallGlobalModel(ofTwoSeconds, [smallNetwork(ofTwoSeconds, 1)]);
    const short = [0, 1, 2].map((phase) => recordingOf(2, { task: 'sit', phase }));
    expect(() => calibrate(lagged, short)).toThrow(
      /^RECORDING_SHORT: .* Found 0.1 s without the first 2.0 s/,
    );
  });
});

describe('the file of a calibration', () => {
  const file = (text: string) => () =>
    labelledFromFile('carla.csv', new TextEncoder().encode(text), model, 'carla');
  const rows = (count: number, angle: (at: number) => string) =>
    [
      'time_s,emg,angle',
      ...Array.from({ length: count }, (_, at) => `${at / 50},${0.1 + 0.05 * Math.sin(at / 9)},${angle(at)}`),
    ].join('\n');
  const codes = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      if (error instanceof FaultError) return error.faults.map(({ code }) => code);
    }
    return [];
  };

  it('is read in the unit of the study', () => {
    const read = file(rows(1000, (at) => String(at / 100)))();
    const perUnit = model.coordinates[0]!.measured.unit === 'deg' ? Math.PI / 180 : 1;
    expect(read.angle.angleRad[500]).toBeCloseTo(5 * perUnit, 9);
    expect(read).toMatchObject({ subject: 'carla', sampleRateHz: expect.closeTo(50, 6) });
  });

  it('is refused if it is too short, or has no angle or a gap', () => {
    const deg = (at: number) => String(at / 20);
    expect(codes(file(rows(90, deg)))).toEqual(['RECORDING_SHORT']);
    expect(codes(file(rows(1000, deg).replace('angle', 'ankle')))).toEqual(['COLUMN_MISSING']);
    expect(codes(file(rows(1000, (at) => (at === 7 ? 'x' : deg(at)))))).toEqual(['CELL_TEXT']);
  });
});
