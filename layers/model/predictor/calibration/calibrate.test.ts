import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../base/faults/index.ts';
import { runNetwork } from '../../network/index.ts';
import { smallNetwork, smallProblem } from '../../weighing/testing.ts';
import { scaledFeatures } from '../emg-input/features-of.ts';
import { ConstantGate } from '../gates/constant-gate.ts';
import { NameGate } from '../gates/name-gate.ts';
import type { GlobalModel } from '../global-model.ts';
import { predict } from '../predict.ts';
import { smallGlobalModel } from '../small-global-model.testing.ts';
import { calibrate } from './calibrate.ts';
import { labelledFromFile } from './labelled-recording.ts';
import { learnSubject } from './learn-subject.ts';

const problem = smallProblem();
const networks = [1, 2, 3].map((seed) => smallNetwork(problem, seed));
const model = smallGlobalModel(problem, networks);

const seconds = 30;
const channel = Float64Array.from(
  { length: seconds * 50 + 1 },
  (_, at) => 0.4 * (1 + Math.sin(at / 17)) * (1 + 0.5 * Math.sin(at / 131)),
);
const emg = { sampleRateHz: 50, startS: 0, channels: [channel] };

/** A person whose angle is the output of the second local model for EMG at another scale, with an offset. */
function newPerson() {
  const own = learnSubject(model, 'truth', {
    emgScales: [0.5],
    weights: [0, 1, 0],
    angles: [{ offsetRad: 0.3, scale: 1.2 }],
  });
  const { timeS, angleRad } = predict(own, { ...emg, subject: 'truth' });
  return { ...emg, subject: 'carla', angle: { timeS, angleRad } };
}

describe('a calibration of networks that have inputs for names', () => {
  const named = smallProblem({ features: { ...problem.features, names: ['subject', 'task'] } });
  const ofNames: GlobalModel = {
    ...model,
    features: named.features,
    inputNames: named.inputNames,
    inputRanges: named.inputRanges,
    localModels: [1, 2, 3].map((seed) => ({
      id: `time-${seed}`,
      kind: 'local',
      label: '',
      network: smallNetwork(named, seed),
    })),
  };

  it('sets no input of a known name for the new person, neither when fitted nor when used', () => {
    const { timeS, angleRad } = predict(ofNames, emg);
    const carla = { ...emg, subject: 'carla', angle: { timeS, angleRad } };
    const { beforeRad, afterRad, calibration, model: calibrated } = calibrate(ofNames, carla);
    expect(afterRad).toBeLessThan(beforeRad + 0.02);
    const inputs = scaledFeatures(ofNames, [channel], calibration.emgScales, {});
    const { offsetRad, scale } = calibration.angles[0]!;
    const predicted = predict(calibrated, { ...emg, subject: 'carla' }).angleRad;
    const outputs = ofNames.localModels.map(({ network }) => runNetwork(network, inputs).values);
    for (const row of [100, 700, 1400]) {
      const mixed = outputs.reduce((sum, own, at) => sum + calibration.weights[at]! * own[row * 3]!, 0);
      expect(predicted[row]).toBeCloseTo(offsetRad + scale * mixed, 3);
    }
  });
});

describe('a calibration', () => {
  it('removes most of the error on the held-back part', () => {
    const { beforeRad, afterRad, fittedRows, heldBackRows } = calibrate(model, newPerson());
    expect(afterRad).toBeLessThan(0.2 * beforeRad);
    expect([fittedRows, heldBackRows]).toEqual([1001 - 5, 450]);
  });

  it('corrects by EMG what no weights of the local models can', () => {
    const recording = newPerson();
    const angleRad = recording.angle.angleRad.map(
      (angle, at) => angle + 0.5 * Math.sin(8 * (channel[at] ?? 0)),
    );
    const { beforeRad, afterRad, calibration } = calibrate(model, {
      ...recording,
      angle: { ...recording.angle, angleRad },
    });
    expect(afterRad).toBeLessThan(0.6 * beforeRad);
    expect(calibration.angles[0]!.byEmg!.centres.length).toBeLessThanOrEqual(300);
  });

  it('starts from the weights of the given task', () => {
    const leads = { sit: [[2, 1]], walk: [[0, 1]] } as const;
    const otherwise = new ConstantGate({ weights: [0, 1, 0] });
    const modes = { gated: new NameGate({ by: 'task', leads, share: 1, within: 'gate', otherwise }) };
    const ofTasks: GlobalModel = { ...model, modes, mode: 'gated' };
    const heldFast = { weights: 1e9, scale: 0.1, gain: 0.02 };
    const weightsGiven = (task?: string) =>
      calibrate(ofTasks, { ...newPerson(), task }, heldFast).calibration.weights.map((weight) =>
        Math.round(weight),
      );
    expect(weightsGiven('sit')).toEqual([0, 0, 1]);
    expect(weightsGiven('walk')).toEqual([1, 0, 0]);
    expect(weightsGiven()).toEqual([0, 1, 0]);
  });

  it('refuses a task that the model has not learned from', () => {
    for (const task of ['swim', 'constructor', '']) {
      expect(() => calibrate(model, { ...newPerson(), task })).toThrow(/^TASK_UNKNOWN at column task/);
    }
  });

  it('gives the error of the returned model on the last third', () => {
    const recording = newPerson();
    const { model: calibrated, afterRad } = calibrate(model, recording);
    const predicted = predict(calibrated, { ...emg, subject: 'carla' }).angleRad.subarray(1051);
    const squares = predicted.map((angle, at) => (angle - recording.angle.angleRad[1051 + at]!) ** 2);
    expect(Math.sqrt(squares.reduce((a, b) => a + b) / squares.length)).toBeCloseTo(afterRad, 9);
  });

  it('learns nothing from the part that is held back', () => {
    const recording = newPerson();
    const { calibration } = calibrate(model, recording);
    recording.angle.angleRad.fill(2, 1005);
    expect(calibrate(model, recording).calibration).toEqual(calibration);
  });

  it('leaves predictions for other subjects unchanged', () => {
    const { model: calibrated } = calibrate(model, newPerson());
    for (const subject of ['ana', undefined]) {
      expect(predict(calibrated, { ...emg, subject })).toEqual(predict(model, { ...emg, subject }));
    }
  });

  it('can be repeated for several subjects, in one gate', () => {
    const { model: first } = calibrate(model, newPerson());
    const { model: both } = calibrate(first, { ...newPerson(), subject: 'dana' });
    expect(both.modes.uniform!.toJson()).toMatchObject({ kind: 'name', otherwise: { kind: 'constant' } });
    const carla = { ...emg, subject: 'carla' };
    expect(predict(both, carla)).toEqual(predict(first, carla));
  });

  it('has the sign of the study', () => {
    const [knee] = model.coordinates;
    const measured = { ...knee!.measured, positive: 'flexion' };
    const flexed: GlobalModel = { ...model, coordinates: [{ ...knee!, measured }] };
    const recording = newPerson();
    const turned = {
      ...recording,
      angle: { ...recording.angle, angleRad: recording.angle.angleRad.map((q) => -q) },
    };
    expect(calibrate(flexed, turned).afterRad).toBeCloseTo(calibrate(model, recording).afterRad, 9);
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
    expect(codes(file(rows(300, deg)))).toEqual(['RECORDING_SHORT']);
    expect(codes(file(rows(1000, deg).replace('angle', 'ankle')))).toEqual(['COLUMN_MISSING']);
    expect(codes(file(rows(1000, (at) => (at === 7 ? 'x' : deg(at)))))).toEqual(['CELL_TEXT']);
  });
});
