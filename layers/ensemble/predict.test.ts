import { describe, expect, it } from 'vitest';
import { FaultError } from '../faults/fault.ts';
import { runNetwork } from '../learning/local-network.ts';
import { buildFeatures } from '../preparation/features.ts';
import { combine } from './combine.ts';
import type { GlobalModel } from './global-model.ts';
import { type PredictionInput, predict } from './predict.ts';
import { smallNetwork, smallProblem } from './small-study.testing.ts';

const problem = smallProblem();
const { signals, features } = problem;

function modelWith(changes: Partial<GlobalModel> = {}): GlobalModel {
  return {
    format: 'sarcomere-global-model',
    version: 1,
    study: 'small',
    run: 'r1',
    joint: 'knee',
    anglePositive: 'extension',
    signals,
    features,
    inputNames: problem.inputNames,
    inputRanges: problem.inputRanges,
    muscles: ['rect_fem_r', 'bifemlh_r'],
    emgScales: problem.emgScales,
    members: [1, 2].map((seed) => ({
      id: `time-${seed}`,
      kind: 'local',
      label: '',
      network: smallNetwork(problem, seed),
    })),
    modes: { 'inverse-error': [0.7, 0.3], uniform: [0.5, 0.5], alone: [1, 0] },
    mode: 'inverse-error',
    ...changes,
  };
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

  it('is what the networks say to the features of the normalised EMG, by the weights of the mode', () => {
    const model = modelWith();
    const input = inputOf({ sampleRateHz: 50, ...ana });
    const normalised = input.channels[0]!.map((value) => value / model.emgScales.ana![0]!);
    const rows = buildFeatures([normalised], features, signals.rateHz);
    const outputs = model.members.map(({ network }) => runNetwork(network, rows));
    for (const [mode, weights] of Object.entries(model.modes)) {
      const expected = combine(outputs, weights);
      const { angleRad, forcesN, spreadAngleRad } = predict(model, input, mode);
      for (const row of [0, 57, 200]) {
        expect(angleRad[row]).toBeCloseTo(expected.angleRad[row]!, 5);
        expect(forcesN.get('bifemlh_r')![row]).toBeCloseTo(expected.forceN[row * 2 + 1]!, 3);
        expect(spreadAngleRad[row]).toBeCloseTo(expected.spreadAngleRad[row]!, 5);
      }
    }
    expect(predict(model, input)).toEqual(predict(model, input, 'inverse-error'));
    expect(predict(model, input, 'uniform').angleRad).not.toEqual(predict(model, input).angleRad);
    expect(predict(model, input, 'alone').spreadAngleRad.every((spread) => spread === 0)).toBe(true);
  });

  it('flags the rows whose oldest lag lies before the first sample', () => {
    const { warmUp } = predict(modelWith(), inputOf({}));
    expect(warmUp.map((isWarmUp) => (isWarmUp ? 1 : 0)).reduce<number>((a, b) => a + b, 0)).toBe(5); // 100 ms at 50 Hz
    expect(warmUp.slice(0, 5).every(Boolean)).toBe(true);
  });

  it('flags rows whose context lies more than a quarter of its range outside of what training saw', () => {
    const outside = (level: number) =>
      predict(modelWith(), inputOf({ level, ...ana })).outOfRange.filter(Boolean).length;
    expect(outside(0.8)).toBe(0); // normalised about 1.6, range 0 to 2
    expect(outside(1)).toBe(0); // about 2: beyond the range at times, within its margin
    expect(outside(4)).toBe(201); // about 8
  });

  it('judges by the lagged EMG where the model has no context', () => {
    const contextless = smallProblem({ features: { ...features, contextS: 0 } });
    const model = modelWith({
      features: contextless.features,
      inputNames: contextless.inputNames,
      members: [{ id: 'time-1', kind: 'local', label: '', network: smallNetwork(contextless, 1) }],
      modes: { uniform: [1] },
      mode: 'uniform',
    });
    expect(predict(model, inputOf({ level: 4, ...ana })).outOfRange.every(Boolean)).toBe(true);
    expect(predict(model, inputOf({ level: 0.5, ...ana })).outOfRange.some(Boolean)).toBe(false);
  });

  it('normalises a known subject as in training, so that stronger EMG tells something else', () => {
    const weak = predict(modelWith(), inputOf({ level: 0.3, ...ana }));
    const strong = predict(modelWith(), inputOf({ level: 0.6, ...ana }));
    expect(strong.angleRad).not.toEqual(weak.angleRad);
    // ben's 1 is half of ana's: half the EMG tells the same.
    const ben = predict(modelWith(), inputOf({ level: 0.3, subject: 'ben' }));
    for (const [row, angle] of strong.angleRad.entries()) expect(ben.angleRad[row]).toBeCloseTo(angle, 5);
  });

  it.each([undefined, 'carla', 'constructor', '__proto__'])(
    'lets the EMG of the subject %s normalise itself',
    (subject) => {
      const weak = predict(modelWith(), inputOf({ level: 0.3, subject }));
      const strong = predict(modelWith(), inputOf({ level: 30, subject }));
      for (const [row, angle] of strong.angleRad.entries()) expect(weak.angleRad[row]).toBeCloseTo(angle, 5);
      expect(strong.outOfRange).toEqual(weak.outOfRange);
    },
  );

  it.each([
    ['V', 1e-3],
    ['uV', 1e3],
  ] as const)('takes EMG in %s where the study has it so', (unit, perMv) => {
    const inUnit = modelWith({ signals: { ...signals, emg: { ...signals.emg, unit } } });
    const expected = predict(modelWith(), inputOf(ana));
    const { angleRad, outOfRange } = predict(inUnit, inputOf({ level: 0.5 * perMv, ...ana }));
    for (const [row, angle] of expected.angleRad.entries()) expect(angleRad[row]).toBeCloseTo(angle, 5);
    expect(outOfRange).toEqual(expected.outOfRange);
  });

  it("counts the angle as the study's own column does", () => {
    const flexed = modelWith({ signals: { ...signals, angle: { ...signals.angle, positive: 'flexion' } } });
    const joint = predict(modelWith(), inputOf({}));
    const own = predict(flexed, inputOf({}));
    expect([joint.positive, own.positive]).toEqual(['extension', 'flexion']);
    expect([...own.angleRad]).toEqual([...joint.angleRad].map((angle) => -angle));
    expect(own.spreadAngleRad).toEqual(joint.spreadAngleRad);
  });

  it.each(['blend', '', 'constructor', '__proto__'])(
    'refuses the mode %j and names those that it has',
    (mode) => {
      const [fault] = faultsOf(() => predict(modelWith(), inputOf({}), mode));
      expect(fault).toMatchObject({ code: 'MODE_UNKNOWN', found: JSON.stringify(mode) });
      expect(fault!.expected).toBe('"inverse-error", "uniform", "alone"');
    },
  );

  it('refuses EMG of which nothing finite can be computed', () => {
    const input = inputOf(ana);
    input.channels[0]![100] = 1e300;
    expect(faultsOf(() => predict(modelWith(), input)).map(({ code }) => code)).toEqual(['EMG_OVERFLOW']);
  });

  it('answers no EMG with no rows', () => {
    const { timeS, angleRad, forcesN } = predict(modelWith(), {
      ...inputOf({}),
      channels: [new Float64Array()],
    });
    expect([timeS.length, angleRad.length, forcesN.get('rect_fem_r')!.length]).toEqual([0, 0, 0]);
  });
});
