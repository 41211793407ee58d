import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import { buildFeatures, withNames } from '../inputs/index.ts';
import { smallNetwork, smallProblem } from '../weighing/testing.ts';
import { combine } from './combine.ts';
import { stretchStatistics } from './emg-quality/stretch-statistics.ts';
import { ConstantGate } from './gates/constant-gate.ts';
import { NameGate } from './gates/name-gate.ts';
import type { GlobalModel } from './global-model.ts';
import { runLearned } from './learned.ts';
import type { ConstantGateJson } from './model-file/gate-json.ts';
import { type PredictionInput, predict } from './predict.ts';
import { predictionTable } from './prediction-table.ts';
import { smallGlobalModel } from './small-global-model.testing.ts';

const problem = smallProblem();
const { signals, features } = problem;

const gateOf = (...weights: number[]) => new ConstantGate({ weights });

function modelWith(changes: Partial<Omit<GlobalModel, 'outputs'>> = {}): GlobalModel {
  const networks = [1, 2].map((seed) => smallNetwork(problem, seed));
  return smallGlobalModel(problem, networks, {
    modes: {
      'inverse-error': gateOf(0.7, 0.3),
      uniform: gateOf(0.5, 0.5),
      alone: gateOf(1, 0),
    },
    mode: 'inverse-error',
    ...changes,
  });
}

/** An envelope of `seconds`, around `level` mV. */
function inputOf({ level = 0.5, seconds = 4, sampleRateHz = 100, ...rest }): PredictionInput {
  const channel = Float64Array.from(
    { length: seconds * sampleRateHz + 1 },
    (_, at) => level * (1 + 0.2 * Math.sin((3 * at) / sampleRateHz)),
  );
  return { sampleRateHz, startS: 0, channels: [channel], ...rest };
}

const ana = { subject: 'ana' };
const faultsOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof FaultError) return error.faults;
    throw error;
  }
  return [];
};

describe('predict', () => {
  it('has a row for each step of the rate of the model, from the first sample to the last', () => {
    for (const sampleRateHz of [50, 100, 1000]) {
      const { timeS, angleRad, forcesN, outOfRange, warmUp } = predict(
        modelWith(),
        inputOf({ sampleRateHz, startS: 3 }),
      );
      expect([...timeS]).toEqual(Array.from({ length: 201 }, (_, at) => expect.closeTo(3 + at / 50, 9)));
      expect(angleRad).toHaveLength(201);
      expect([...forcesN].map(([muscle, forceN]) => [muscle, forceN.length])).toEqual([
        ['rect_fem_r', 201],
        ['bifemlh_r', 201],
      ]);
      expect([outOfRange.length, warmUp.length]).toEqual([201, 201]);
    }
  });

  it('is the output of the networks for the features of the normalised EMG, weighted by the mode', () => {
    const model = modelWith();
    const input = inputOf({ sampleRateHz: 50, ...ana });
    const normalised = input.channels[0]!.map((value) => value / model.emgScales.ana![0]!);
    const rows = buildFeatures([normalised], features, signals.rateHz);
    const outputs = model.localModels.map(({ learned }) => runLearned(learned, rows));
    for (const [mode, gate] of Object.entries(model.modes)) {
      const { weights } = gate.toJson() as ConstantGateJson;
      const expected = combine(
        outputs,
        weights.map((weight) => new Float64Array(201).fill(weight)),
      );
      const { angleRad, forcesN, spreadAngleRad } = predict(model, input, mode);
      for (const row of [0, 57, 200]) {
        expect(angleRad[row]).toBeCloseTo(expected.values[row * 3]!, 5);
        expect(forcesN.get('bifemlh_r')![row]).toBeCloseTo(expected.values[row * 3 + 2]!, 3);
        expect(spreadAngleRad[row]).toBeCloseTo(expected.spread[row * 3]!, 5);
      }
    }
    expect(predict(model, input)).toEqual(predict(model, input, 'inverse-error'));
    expect(predict(model, input, 'uniform').angleRad).not.toEqual(predict(model, input).angleRad);
    expect(predict(model, input, 'alone').spreadAngleRad.every((spread) => spread === 0)).toBe(true);
  });

  it('fades the context out beyond the training, except for a calibrated person', () => {
    const group = { subject: 'ana', task: 'walk', mean: [1, 0.1] };
    const contextFade = { mean: [1, 0.1], groups: [group], deviation: [0.5, 0.5], reach: 1 };
    const angles = (model: GlobalModel, level: number) =>
      predict(model, inputOf({ level, ...ana })).angleRad.subarray(50);
    const [whole, fading] = [modelWith(), modelWith({ contextFade })];
    expect(angles(fading, 0.5)).toEqual(angles(whole, 0.5));
    expect(angles(fading, 2)).not.toEqual(angles(whole, 2));
    const calibrated = { angleCorrections: { ana: [{ offsetRad: 0.1, scale: 1 }] } };
    expect(angles(modelWith({ contextFade, ...calibrated }), 2)).toEqual(angles(modelWith(calibrated), 2));
  });

  it('flags rows with incomplete lags or context', () => {
    const { warmUp } = predict(modelWith(), inputOf({ sampleRateHz: 50 }));
    expect(warmUp.filter(Boolean)).toHaveLength(24); // half a second of context at 50 Hz ends with the 25th row
    expect(warmUp.slice(0, 24).every(Boolean)).toBe(true);
  });

  it('flags rows whose context lies more than a quarter of its range outside of the training', () => {
    const outside = (level: number) =>
      predict(modelWith(), inputOf({ level, ...ana })).outOfRange.filter(Boolean).length;
    expect(outside(0.8)).toBe(0); // normalised about 1.6, range 0 to 2
    expect(outside(1)).toBe(0); // about 2: beyond the range at times, within its margin
    expect(outside(4)).toBe(201); // about 8
  });

  it('flags rows whose context no local model has seen, if the model lists the contexts', () => {
    const seen = (level: number) => ({ mean: [level, 0.1 * level], deviation: [1, 1], reach: 2 });
    const model = modelWith({ contexts: [seen(1), seen(9)] });
    const share = (level: number) =>
      predict(model, inputOf({ level, ...ana })).outOfRange.filter(Boolean).length / 201;
    expect(share(0.5)).toBe(0); // normalised about 1: the first has seen it
    expect(share(4.5)).toBe(0); // about 9: the second has
    expect(share(2.5)).toBeGreaterThan(0.9); // about 5, between the two, where no training row is
  });

  describe('of a model with a reference of EMG', () => {
    // The statistics of good EMG of 0.5 mV: one channel, so six numbers.
    const good = inputOf({ level: 0.5, seconds: 10, ...ana });
    const ofGood = stretchStatistics([
      Float64Array.from({ length: 501 }, (_, at) => 1 + 0.2 * Math.sin((3 * at) / 50)),
    ]);
    const threshold = { centre: [0, 0, 0, 0], scale: [1, 1, 1, 1], most: 2 };
    const emgReference = {
      groups: [{ subject: 'ana', task: 'walk', mean: [...ofGood] }],
      deviation: [0.2, 0.2, 0.2, 0.2, 0.2, 0.5],
      correlation: new Array(15).fill(0),
      thresholds: { subjectAndTask: threshold, subject: threshold },
    };
    const model = modelWith({ emgReference });

    it('judges good EMG as like the training, by the names that are given', () => {
      const { emgQuality, outOfRange } = predict(model, { ...good, task: 'walk' });
      expect(emgQuality).toMatchObject({ comparedBy: 'subjectAndTask' });
      expect(emgQuality!.flag).toBeUndefined();
      expect(emgQuality!.stretches.map(({ flag }) => flag)).toEqual([undefined, undefined]);
      expect(outOfRange.some(Boolean)).toBe(false);
      expect(predict(model, good).emgQuality).toMatchObject({ comparedBy: 'subject' });
    });

    it('flags EMG of another gain, and marks all rows but those of the warm-up', () => {
      const { emgQuality, outOfRange, warmUp } = predict(model, {
        ...good,
        ...inputOf({ level: 0.1, seconds: 10 }),
      });
      expect(emgQuality!.flag).toMatchObject({ kind: 'gain', channels: [] });
      expect(outOfRange).toEqual(warmUp.map((isWarmUp) => !isWarmUp));
    });

    it('marks the rows of a flagged stretch alone, if most of the recording is good', () => {
      const channel = good.channels[0]!.map((value, at) => (at > 540 ? 0.001 : value));
      const { emgQuality, outOfRange } = predict(model, { ...good, channels: [channel] });
      const [first, second] = emgQuality!.stretches;
      expect(emgQuality!.flag).toBeUndefined();
      expect(first!.flag).toBeUndefined();
      expect(second!.flag!.times).toBeGreaterThan(1);
      expect(outOfRange.indexOf(true)).toBe(second!.startRow);
    });

    it('widens the intervals where the EMG is flagged, at most to what a force can be', () => {
      const half = [{ factor: 1, offset: 0.1 }, { factor: 1, offset: 5, most: 6 }, null];
      const intervals = { 'inverse-error': { allNames: half, noNames: half } };
      const widths = (emg: Parameters<typeof predict>[1], withReference: boolean) => {
        const { interval90, emgQuality } = predict(
          modelWith({ intervals, ...(withReference ? { emgReference } : {}) }),
          emg,
        );
        return { angle: interval90!.angleRad!, force: interval90!.forcesN.get('rect_fem_r')!, emgQuality };
      };
      const channel = good.channels[0]!.map((value, at) => (at > 540 ? 0.001 : value));
      const emg = { ...good, channels: [channel] };
      const [flagged, usual] = [widths(emg, true), widths(emg, false)];
      const { startRow, endRow } = flagged.emgQuality!.stretches[1]!;
      expect(flagged.angle.subarray(0, startRow)).toEqual(usual.angle.subarray(0, startRow));
      for (const row of [startRow, endRow - 1]) {
        expect(flagged.angle[row]).toBeCloseTo(2 * usual.angle[row]!, 12);
        expect(flagged.force[row]).toBeCloseTo(Math.min(6, 2 * usual.force[row]!), 12);
      }
    });

    it('does not judge what the model has no thresholds for, or less than a second', () => {
      expect(predict(model, { ...good, subject: undefined }).emgQuality).toBeUndefined();
      const short = predict(model, inputOf({ seconds: 0.8, ...ana }));
      expect(short.emgQuality).toEqual({ comparedBy: 'subject', stretches: [] });
    });

    it('is without a judgement if the model has no reference', () => {
      expect(predict(modelWith(), good)).not.toHaveProperty('emgQuality');
    });
  });

  it('lets the local model of a given subject, site or task lead', () => {
    const by = (name: 'subject' | 'site' | 'task', leads: readonly [number, number][]) =>
      new NameGate({
        by: name,
        leads: { here: leads },
        share: 1,
        within: 'gate',
        otherwise: gateOf(0.5, 0.5),
      });
    for (const name of ['subject', 'site', 'task'] as const) {
      const anas = modelWith().emgScales.ana!;
      const model = modelWith({
        emgScales: { here: anas, elsewhere: anas },
        trainedSites: ['here', 'elsewhere'],
        trainedTasks: ['here', 'elsewhere'],
        modes: { gated: by(name, [[1, 1]]), second: gateOf(0, 1) },
      });
      const second = predict(model, inputOf({ [name]: 'here' }), 'second').angleRad;
      expect(predict(model, inputOf({ [name]: 'here' }), 'gated').angleRad).toEqual(second);
      expect(predict(model, inputOf({ [name]: 'elsewhere' }), 'gated').angleRad).not.toEqual(second);
    }
  });

  it('gives the half width of its intervals, narrower for a subject with training rows', () => {
    const half = (factor: number) => [{ factor, offset: 0.1 }, { factor, offset: 5 }, null];
    const model = modelWith({ intervals: { 'inverse-error': { allNames: half(1), noNames: half(2) } } });
    const known = predict(model, inputOf(ana));
    const unknown = predict(model, inputOf({}));
    expect(known.interval90!.angleRad![7]).toBeCloseTo(known.spreadAngleRad[7]! + 0.1, 12);
    expect(unknown.interval90!.angleRad![7]).toBeCloseTo(2 * (unknown.spreadAngleRad[7]! + 0.1), 12);
    expect([...known.interval90!.forcesN.keys()]).toEqual(['rect_fem_r']);
    expect(known.interval90!.forcesN.get('rect_fem_r')![7]).toBeCloseTo(
      known.spreadForcesN.get('rect_fem_r')![7]! + 5,
      12,
    );
    const heldOut = predict({ ...model, trainedSubjects: ['ben'] }, inputOf(ana));
    expect(heldOut.interval90!.angleRad![7]).toBeCloseTo(2 * (known.spreadAngleRad[7]! + 0.1), 12);
    expect(predict(model, inputOf(ana), 'uniform').interval90).toBeUndefined();
    const names = predictionTable(known, model).columns.map(({ name }) => name);
    expect(names.join()).toContain(
      ',interval90_knee_extension_rad,interval90_force_rect_fem_r_N,out_of_range',
    );
  });

  it('takes each output from its own column, if there are several coordinates', () => {
    const base = modelWith();
    const [knee] = base.coordinates;
    const ofTwo = modelWith({
      coordinates: [knee!, { ...knee!, name: 'knee_rotation' }],
      muscles: ['rect_fem_r'],
      intervals: {
        uniform: {
          allNames: [{ factor: 1, offset: 0.1 }, null, { factor: 1, offset: 5 }],
          noNames: [null, null, null],
        },
      },
      angleCorrections: {
        ana: [
          { offsetRad: 0.1, scale: 2 },
          { offsetRad: 9, scale: 9 },
        ],
      },
    });
    const before = predict(base, inputOf(ana), 'uniform');
    const after = predict(ofTwo, inputOf(ana), 'uniform');
    expect(ofTwo.outputs.map(({ name }) => name)).toEqual(['knee', 'knee_rotation', 'rect_fem_r']);
    expect(after.angleRad).toEqual(before.angleRad.map((angle) => 0.1 + 2 * angle));
    expect(after.spreadAngleRad).toEqual(before.spreadAngleRad.map((spread) => 2 * spread));
    // The third column of the same networks.
    const third = before.forcesN.get('bifemlh_r');
    const spread = before.spreadForcesN.get('bifemlh_r')!;
    expect(after.forcesN).toEqual(new Map([['rect_fem_r', third]]));
    expect(after.interval90!.forcesN).toEqual(new Map([['rect_fem_r', spread.map((one) => one + 5)]]));
  });

  it('judges by the lagged EMG if the model has no context', () => {
    const contextless = smallProblem({ features: { ...features, contextS: 0 } });
    const model = modelWith({
      features: contextless.features,
      inputNames: contextless.inputNames,
      localModels: [{ id: 'time-1', kind: 'local', label: '', learned: smallNetwork(contextless, 1) }],
      modes: { uniform: gateOf(1) },
      contexts: [null],
      mode: 'uniform',
    });
    expect(predict(model, inputOf({ level: 4, ...ana })).outOfRange.every(Boolean)).toBe(true);
    expect(predict(model, inputOf({ level: 0.5, ...ana })).outOfRange.some(Boolean)).toBe(false);
  });

  describe('by networks that have inputs for names', () => {
    const named = smallProblem({ features: { ...features, contextS: 0, names: ['subject', 'task'] } });
    const model = modelWith({
      features: named.features,
      inputNames: named.inputNames,
      inputRanges: named.inputRanges,
      emgScales: { ana: [0.5], ben: [0.5], carla: [0.5] },
      localModels: [{ id: 'time-1', kind: 'local', label: '', learned: smallNetwork(named, 1) }],
      modes: { uniform: gateOf(1) },
      contexts: [null],
      mode: 'uniform',
    });
    const anglesOf = (names: object) => [...predict(model, inputOf({ level: 0.5, ...names })).angleRad];

    it('sets the inputs of names that training has seen, each name on its own', () => {
      const [asAna, asBen] = [anglesOf({ subject: 'ana' }), anglesOf({ subject: 'ben' })];
      expect(asAna).not.toEqual(asBen);
      expect(anglesOf({ subject: 'ana', task: 'sit' })).not.toEqual(asAna);
      const input = inputOf({ sampleRateHz: 50, subject: 'ben', task: 'sit' });
      const normalised = input.channels[0]!.map((value) => value / 0.5);
      const rows = withNames(buildFeatures([normalised], named.features, 50), named.inputNames, input);
      const { values } = runLearned(model.localModels[0]!.learned, rows);
      for (const [row, angle] of predict(model, input).angleRad.entries()) {
        expect(angle).toBeCloseTo(values[row * 3]!, 5);
      }
    });

    it('sets no input for a held-out or calibrated subject, and takes a site without inputs for sites', () => {
      const nobody = anglesOf({ subject: 'carla' });
      expect(anglesOf({ subject: 'carla', site: 'lyon' })).toEqual(nobody);
      expect(nobody).not.toEqual(anglesOf({ subject: 'ana' }));
    });

    it('has intervals by the given names: subject and task, the subject alone, or no subject', () => {
      const interval = (factor: number) => [{ factor, offset: 0.1 }, null, null];
      const intervals = {
        uniform: { allNames: interval(1), subjectOnly: interval(2), noNames: interval(3) },
      };
      const halfWidthOf = (names: object) =>
        predict({ ...model, intervals }, inputOf(names)).interval90!.angleRad![0]!;
      expect(halfWidthOf({ subject: 'ana', task: 'sit' })).toBeCloseTo(0.1, 12);
      expect(halfWidthOf({ subject: 'ana' })).toBeCloseTo(0.2, 12);
      expect(halfWidthOf({ task: 'sit' })).toBeCloseTo(0.3, 12);
    });

    it('judges what is out of range by EMG alone', () => {
      for (const names of [{}, { subject: 'ana', task: 'sit' }]) {
        const { outOfRange } = predict(model, inputOf({ level: 0.5, ...names }));
        expect(outOfRange.some(Boolean)).toBe(false);
      }
    });
  });

  it('normalises a known subject as in training, so that stronger EMG changes the prediction', () => {
    const weak = predict(modelWith(), inputOf({ level: 0.3, ...ana }));
    const strong = predict(modelWith(), inputOf({ level: 0.6, ...ana }));
    expect(strong.angleRad).not.toEqual(weak.angleRad);
    // ben's 1 is half of ana's: half the EMG predicts the same.
    const ben = predict(modelWith(), inputOf({ level: 0.3, subject: 'ben' }));
    for (const [row, angle] of strong.angleRad.entries()) expect(ben.angleRad[row]).toBeCloseTo(angle, 5);
  });

  it('draws the scale of an unknown subject towards the usual one of the study', () => {
    const usual = { ...modelWith(), strangerScale: { slope: 0, usualLog: [Math.log(2)], usualOwnLog: [0] } };
    const known = { ...modelWith(), emgScales: { dana: [2] } };
    const [predicted, same] = [
      predict(usual, inputOf({ level: 0.3 })),
      predict(known, inputOf({ level: 0.3, subject: 'dana' })),
    ];
    for (const [row, angle] of predicted.angleRad.entries())
      expect(angle).toBeCloseTo(same.angleRad[row]!, 9);
    expect(predicted.emgNormalisedBy).toBe('recording');
  });

  it('normalises the EMG of a recording without a subject by itself if the study has no usual scale, and says so', () => {
    const weak = predict(modelWith(), inputOf({ level: 0.3 }));
    const strong = predict(modelWith(), inputOf({ level: 30 }));
    for (const [row, angle] of strong.angleRad.entries()) expect(weak.angleRad[row]).toBeCloseTo(angle, 5);
    expect(strong.outOfRange).toEqual(weak.outOfRange);
    expect(weak.emgNormalisedBy).toBe('recording');
    expect(predict(modelWith(), inputOf(ana)).emgNormalisedBy).toBe('subject');
  });

  it.each(['carla', 'constructor', '__proto__', ''])(
    'refuses %j as a subject, site and task, which it has not seen, and as a mode, all at once',
    (name) => {
      const named = inputOf({ subject: name, site: name, task: name });
      expect(faultsOf(() => predict(modelWith(), named, name)).map(({ code }) => code)).toEqual([
        'MODE_UNKNOWN',
        'SUBJECT_UNKNOWN',
        'SITE_UNKNOWN',
        'TASK_UNKNOWN',
      ]);
    },
  );

  it.each([
    ['V', 1e-3],
    ['uV', 1e3],
  ] as const)('takes EMG in %s if the study has this unit', (unit, perMv) => {
    const inUnit = modelWith({ signals: { ...signals, emg: { ...signals.emg, unit } } });
    const expected = predict(modelWith(), inputOf(ana));
    const { angleRad, outOfRange } = predict(inUnit, inputOf({ level: 0.5 * perMv, ...ana }));
    for (const [row, angle] of expected.angleRad.entries()) expect(angleRad[row]).toBeCloseTo(angle, 5);
    expect(outOfRange).toEqual(expected.outOfRange);
  });

  it("has the sign of the study's own angle column", () => {
    const [knee] = modelWith().coordinates;
    const measured = { ...knee!.measured, positive: 'flexion' };
    const flexed = modelWith({ coordinates: [{ ...knee!, measured }] });
    const joint = predict(modelWith(), inputOf({}));
    const own = predict(flexed, inputOf({}));
    expect([joint.positive, own.positive]).toEqual(['extension', 'flexion']);
    expect([...own.angleRad]).toEqual([...joint.angleRad].map((angle) => -angle));
    expect(own.spreadAngleRad).toEqual(joint.spreadAngleRad);
  });

  it.each(['blend', '', 'constructor', '__proto__'])(
    'refuses the mode %j and lists the modes that it has',
    (mode) => {
      const [fault] = faultsOf(() => predict(modelWith(), inputOf({}), mode));
      expect(fault).toMatchObject({ code: 'MODE_UNKNOWN', found: JSON.stringify(mode) });
      expect(fault!.expected).toBe('"inverse-error", "uniform", "alone"');
    },
  );

  it('refuses EMG with a prediction that is not finite', () => {
    const input = inputOf(ana);
    input.channels[0]![100] = 1e300;
    expect(faultsOf(() => predict(modelWith(), input)).map(({ code }) => code)).toEqual(['EMG_OVERFLOW']);
  });

  it('gives no rows for no EMG', () => {
    const { timeS, angleRad, forcesN } = predict(modelWith(), {
      ...inputOf({}),
      channels: [new Float64Array()],
    });
    expect([timeS.length, angleRad.length, forcesN.get('rect_fem_r')!.length]).toEqual([0, 0, 0]);
  });
});
