import { describe, expect, it } from 'vitest';
import { loadGlobalModel } from '../load-global-model.ts';
import { modelFaults } from '../model-file/check-model.ts';
import { digestsFile } from '../model-file/file-digests.ts';
import { damage, type FilesInMemory, modelFiles } from '../model-file/fixtures/model-files.testing.ts';
import { predict } from '../predict.ts';
import { learnSubject, modelJsonWithSubject } from './learn-subject.ts';

const calibration = {
  emgScales: [0.1, 0.2, 0.1, 0.3, 0.1],
  weights: [0.25, 0, 0.75, 0],
  angles: [
    {
      offsetRad: 0.1,
      scale: 0.9,
      byEmg: {
        emgScales: [0.1, 0.1, 0.1, 0.1, 0.1],
        centres: [new Array(30).fill(-1), new Array(30).fill(-2)],
        coefficientsRad: [0.2, -0.1],
      },
    },
  ],
};
const emg = {
  sampleRateHz: 1000,
  startS: 0,
  channels: Array.from({ length: 5 }, (_, channel) =>
    Float64Array.from({ length: 2000 }, (_, at) => 0.05 * Math.sin(at * (0.7 + 0.13 * channel))),
  ),
};

/** The folder after `model.json` was replaced, without digests of its files. */
const withModelJson = (files: FilesInMemory, json: object) =>
  damage(
    damage(files, digestsFile, () => undefined),
    'model.json',
    () => new TextEncoder().encode(JSON.stringify(json)),
  );

describe('the file of a calibrated model', () => {
  it.each(['before-digests', 'version-1', 'version-1-calibrated'])(
    'made of %s, predicts what the calibrated model in memory does, by every mode and for every name',
    async (folder) => {
      const files = modelFiles(folder);
      const { json, weights, model } = await loadGlobalModel(files);
      const written = await modelJsonWithSubject(json, weights, 'carla', calibration);
      expect(modelFaults(written)).toEqual([]);
      expect(written.version).toBe(2);
      const { model: read } = await loadGlobalModel(withModelJson(files, written));
      const inMemory = learnSubject(model, 'carla', calibration);
      expect(read).toEqual(inMemory);
      for (const mode of Object.keys(model.modes)) {
        for (const subject of ['carla', 's01', undefined]) {
          const now = predict(read, { ...emg, subject }, mode);
          expect(now).toEqual(predict(inMemory, { ...emg, subject }, mode));
          if (subject !== 'carla') expect(now).toEqual(predict(model, { ...emg, subject }, mode));
        }
      }
    },
  );

  it('has a digest of each local model, also if the model was published without', async () => {
    const files = modelFiles('before-digests');
    const { json, weights } = await loadGlobalModel(files);
    expect(json.localModels.every(({ sha256 }) => sha256 === undefined)).toBe(true);
    const written = await modelJsonWithSubject(json, weights, 'carla', calibration);
    const flipped = damage(withModelJson(files, written), 'weights.bin', (content) =>
      content.with(900, content[900]! ^ 1),
    );
    await expect(loadGlobalModel(flipped)).rejects.toThrow(/MODEL_DAMAGED at weights.bin/);
  });
});
