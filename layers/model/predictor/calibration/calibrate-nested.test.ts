import { beforeAll, describe, expect, it } from 'vitest';
import { type LoadedModel, loadGlobalModel } from '../load-global-model.ts';
import { modelFaults } from '../model-file/check-model.ts';
import { modelFiles } from '../model-file/fixtures/model-files.testing.ts';
import { predict } from '../predict.ts';
import { type CalibrationOutcome, calibrate } from './calibrate.ts';
import { modelJsonWithSubject } from './learn-subject.ts';

let loaded: LoadedModel;
let outcome: CalibrationOutcome;
const emg = {
  sampleRateHz: 50,
  startS: 0,
  channels: [0, 1].map((channel) =>
    Float64Array.from({ length: 1500 }, (_, at) => 0.1 + 0.07 * Math.sin(at / (25 + 4 * channel) + channel)),
  ),
};
beforeAll(async () => {
  loaded = await loadGlobalModel(modelFiles('version-2-nested'));
  const { timeS, angleRad } = predict(loaded.model, { ...emg, task: 'sit' });
  // A person like the model, whose goniometer has an offset.
  const angle = { timeS, angleRad: angleRad.map((one) => one + 0.2) };
  outcome = calibrate(loaded.model, { ...emg, subject: 'carla', task: 'sit', angle });
});

describe('the calibration of a model with nested families', () => {
  it('learns a new person', () => {
    expect(outcome.beforeRad).toBeGreaterThan(0.1);
    expect(outcome.afterRad).toBeLessThan(0.3 * outcome.beforeRad);
    const { weights } = outcome.calibration;
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  it('gives no weight to local models that need names which the new person does not have', () => {
    const { weights } = outcome.calibration;
    const needing = loaded.json.localModels.flatMap(({ id }, at) =>
      /^subject-|-seed-/.test(id) ? [weights[at]] : [],
    );
    expect(needing).toHaveLength(8);
    expect(new Set(needing)).toEqual(new Set([0]));
    expect(weights.filter((weight) => weight > 0).length).toBeGreaterThan(2);
  });

  it('gives a model file without faults, which predicts for the new person and as before for all others', async () => {
    const json = await modelJsonWithSubject(loaded.json, loaded.weights, 'carla', outcome.calibration);
    expect(modelFaults(JSON.parse(JSON.stringify(json)))).toEqual([]);
    const angles = (subject: string | undefined) =>
      predict(outcome.model, { ...emg, subject, task: 'sit' }).angleRad;
    expect(angles('carla').every(Number.isFinite)).toBe(true);
    for (const subject of ['s01', undefined])
      expect(angles(subject)).toEqual(predict(loaded.model, { ...emg, subject, task: 'sit' }).angleRad);
  });
});
