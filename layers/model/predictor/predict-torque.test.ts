import { describe, expect, it } from 'vitest';
import { jointNamed } from '../../physics/biomechanics/index.ts';
import { momentArmM } from '../../physics/biomechanics/testing.ts';
import { loadGlobalModel } from './load-global-model.ts';
import { modelFiles, rewritten } from './model-file/fixtures/model-files.testing.ts';
import type { ModelJson } from './model-file/model-json.ts';
import { type PredictionInput, predict } from './predict.ts';
import { predictionTable } from './prediction-table.ts';

const files = modelFiles('version-2-torque');
const load = async (change = (json: ModelJson) => json) =>
  (await loadGlobalModel(rewritten(files, (json) => change(json as ModelJson)))).model;

/** Four seconds of EMG whose strength comes and goes. */
const input: PredictionInput = {
  sampleRateHz: 1000,
  startS: 0,
  channels: Array.from({ length: 5 }, (_, channel) =>
    Float64Array.from(
      { length: 4000 },
      (_, at) => 0.1 * (1 + Math.sin(at / (180 + 40 * channel))) * Math.sin(at * (0.7 + 0.13 * channel)),
    ),
  ),
};

describe('the torque of a prediction', () => {
  it.each(['nested', 'single', 'uniform'])(
    'is the sum of moment arm times force at the predicted angle in every row, by the mode %s',
    async (mode) => {
      const { angleRad, forcesN, torqueNm } = predict(await load(), input, mode);
      const { muscles, coordinates } = jointNamed('knee');
      const [least, largest] = coordinates[0].range;
      const torque = torqueNm!.get('knee')!;
      expect(new Set(torque).size).toBeGreaterThan(100);
      for (const [row, angle] of angleRad.entries()) {
        const held = Math.max(least, Math.min(angle, largest));
        const sumNm = muscles.reduce(
          (sum, muscle) => sum + momentArmM(muscle, held) * forcesN.get(muscle.name)![row]!,
          0,
        );
        expect(Math.abs(torque[row]! - sumNm)).toBeLessThan(1e-11);
      }
    },
  );

  it('changes forces little: they are not what the local models say, and near it', async () => {
    const { torque: _, ...others } = await load();
    const columns = others.outputs.length;
    const balanced = predict(await load(), input);
    // The same model, whose forces are not projected.
    const plain = predict(others, input);
    expect(columns).toBe(7);
    for (const [muscle, forceN] of balanced.forcesN) {
      const { deviationN } = _!.muscles[others.muscles.indexOf(muscle)]!;
      const changes = forceN.map((force, row) => Math.abs(force - plain.forcesN.get(muscle)![row]!));
      expect(Math.max(...changes)).toBeGreaterThan(0);
      expect(Math.max(...changes)).toBeLessThan(2 * deviationN);
    }
    expect(balanced.angleRad).toEqual(plain.angleRad);
    expect(balanced.spreadForcesN).toEqual(plain.spreadForcesN);
  });

  it('is positive in the direction in which the angle of the study grows', async () => {
    const joint = predict(await load(), input);
    const flexed = await load((json) => {
      const [knee] = json.coordinates;
      return {
        ...json,
        coordinates: [{ ...knee!, measured: { ...knee!.measured, positive: 'flexion' as const } }],
      };
    });
    const own = predict(flexed, input);
    expect([...own.torqueNm!.get('knee')!]).toEqual([...joint.torqueNm!.get('knee')!].map((one) => -one));
    expect(own.forcesN).toEqual(joint.forcesN);
    expect(own.spreadTorqueNm).toEqual(joint.spreadTorqueNm);
  });

  it('has its interval, and columns of its own in a table', async () => {
    const model = await load();
    const prediction = predict(model, input);
    const half = prediction.interval90!.torqueNm!.get('knee')!;
    expect(half.every((one) => one > 0)).toBe(true);
    const { title, columns } = predictionTable(prediction, model);
    expect(title).toContain('knee angle, torque and muscle forces');
    const ofTorque = columns.filter(({ name }) => name.includes('torque'));
    expect(ofTorque.map(({ name }) => name)).toEqual([
      'torque_knee_extension_Nm',
      'spread_torque_knee_extension_Nm',
      'interval90_torque_knee_extension_Nm',
    ]);
    expect(ofTorque.map(({ values }) => values)).toEqual([
      prediction.torqueNm!.get('knee'),
      prediction.spreadTorqueNm!.get('knee'),
      half,
    ]);
  });

  it('is absent from a model without torque', async () => {
    const { model } = await loadGlobalModel(modelFiles('version-2-nested'));
    const channels = input.channels.slice(0, 2).map((channel) => channel.map(Math.abs));
    const prediction = predict(model, { ...input, channels });
    expect(prediction).not.toHaveProperty('torqueNm');
    expect(prediction).not.toHaveProperty('spreadTorqueNm');
    expect(prediction.interval90).not.toHaveProperty('torqueNm');
    expect(predictionTable(prediction, model).columns.some(({ name }) => name.includes('torque'))).toBe(
      false,
    );
  });
});

describe('the part of model.json on torque', () => {
  it.each<[string, (json: ModelJson) => ModelJson, string]>([
    [
      'a muscle too few',
      (json) => ({ ...json, torque: { ...json.torque!, muscles: json.torque!.muscles.slice(1) } }),
      'torque has 4 muscles, the model has 5',
    ],
    [
      'two ranges of one coordinate',
      (json) => ({
        ...json,
        torque: {
          ...json.torque!,
          rangesRad: [
            [-1, 0],
            [-1, 0],
          ],
        },
      }),
      'torque is not that of 1 coordinates',
    ],
    [
      'a range that ends before it begins',
      (json) => ({ ...json, torque: { ...json.torque!, rangesRad: [[0, -1]] } }),
      'a range of torque ends before it begins',
    ],
    [
      'no torque, with networks that have one',
      ({ torque: _, ...json }) => json,
      'has 1 torques, the model has 0',
    ],
    [
      'intervals without torques',
      (json) => ({
        ...json,
        intervals: Object.fromEntries(
          Object.entries(json.intervals).map(([mode, { allNames, ...others }]) => {
            const { torques: _, ...rest } = allNames;
            return [mode, { ...others, allNames: rest }];
          }),
        ),
      }),
      'are not those of 1 torques',
    ],
    [
      'a deviation of 0',
      (json) => ({
        ...json,
        torque: {
          ...json.torque!,
          muscles: json.torque!.muscles.map((muscle) => ({ ...muscle, deviationN: 0 })),
        },
      }),
      'torque.muscles.0.deviationN: ',
    ],
  ])('is refused with %s', async (_, change, found) => {
    await expect(load(change)).rejects.toThrow(found);
  });
});
