import { describe, expect, it } from 'vitest';
import { loadGlobalModel } from '../load-global-model.ts';
import { modelFaults } from '../model-file/check-model.ts';
import { digestsFile } from '../model-file/file-digests.ts';
import { damage, type FilesInMemory, modelFiles } from '../model-file/fixtures/model-files.testing.ts';
import type { OwnAngleJson } from '../model-file/model-json.ts';
import { predict } from '../predict.ts';
import { calibrate } from './calibrate.ts';
import { modelJsonWithSubject } from './learn-subject.ts';

/** EMG of any number of channels, with an angle that follows the first of them. */
function recordingOf(channels: number, kind: 'raw' | 'envelope') {
  const sampleRateHz = kind === 'raw' ? 1000 : 100;
  const sampleMv = (at: number, channel: number) => {
    const strengthMv = 0.05 * (1.1 + Math.sin((3 * at) / sampleRateHz + channel));
    return strengthMv * (kind === 'raw' ? Math.sin(at * (0.7 + 0.13 * channel)) : 1);
  };
  const emg = {
    sampleRateHz,
    startS: 0,
    channels: Array.from({ length: channels }, (_, channel) =>
      Float64Array.from({ length: 6 * sampleRateHz }, (__, at) => sampleMv(at, channel)),
    ),
  };
  const timeS = Float64Array.from({ length: 600 }, (_, at) => at / 100);
  const angle = { timeS, angleRad: timeS.map((time) => 0.4 * Math.sin(3 * time)) };
  return { emg, labelled: { ...emg, angle } };
}

/** The folder after `model.json` was replaced, without digests of its files. */
const withModelJson = (files: FilesInMemory, json: object) =>
  damage(
    damage(files, digestsFile, () => undefined),
    'model.json',
    () => new TextEncoder().encode(JSON.stringify(json)),
  );

describe('the file of a calibrated model', () => {
  it.each(['before-digests', 'version-1', 'version-1-calibrated', 'version-2-nested'])(
    'made of %s, predicts what the calibrated model in memory does, by every mode and for every name',
    async (folder) => {
      const files = modelFiles(folder);
      const { json, weights, model } = await loadGlobalModel(files);
      const { channels, kind } = model.signals.emg;
      const { emg, labelled } = recordingOf(channels.length, kind);
      const outcome = calibrate(model, [{ ...labelled, subject: 'carla' }]);
      expect(outcome.tasks.at(-1)).toMatchObject({ isKept: true });
      const written = await modelJsonWithSubject(json, weights, 'carla', outcome.calibrations);
      expect(modelFaults(JSON.parse(JSON.stringify(written)))).toEqual([]);
      expect(written.version).toBe(2);
      const { model: read } = await loadGlobalModel(withModelJson(files, written));
      expect(read).toEqual(outcome.model);
      for (const mode of Object.keys(model.modes)) {
        for (const subject of ['carla', 's01', undefined]) {
          const now = predict(read, { ...emg, subject }, mode);
          expect(now).toEqual(predict(outcome.model, { ...emg, subject }, mode));
          if (subject !== 'carla') expect(now).toEqual(predict(model, { ...emg, subject }, mode));
        }
      }
    },
  );

  it('keeps the calibrations of other people and other tasks', async () => {
    const { json, weights, model } = await loadGlobalModel(modelFiles('version-2-nested'));
    const { channels, kind } = model.signals.emg;
    const { labelled } = recordingOf(channels.length, kind);
    const tasks = model.trainedTasks!.slice(0, 2);
    let now = json;
    for (const [subject, task] of [
      ['carla', tasks[0]],
      ['carla', tasks[1]],
      ['dana', tasks[0]],
      ['carla', tasks[0]],
    ] as const) {
      const { calibrations } = calibrate(model, [{ ...labelled, subject, task }]);
      now = await modelJsonWithSubject(now, weights, subject, calibrations);
    }
    expect(modelFaults(now)).toEqual([]);
    const written = now.calibrations!;
    expect(written.carla!.map(({ task }) => task).toSorted()).toEqual(tasks.toSorted());
    expect(written.dana!.map(({ task }) => task)).toEqual([tasks[0]]);
  });

  it.each<[string, (angle: OwnAngleJson) => OwnAngleJson, RegExp]>([
    [
      'a forest that was cut short',
      (angle) => ({ ...angle, forest: { share: 0.3, bytes: angle.forest!.bytes.slice(0, 400) } }),
      /MODEL_DAMAGED at model.json.*a forest of calibrations: the forest has 300 bytes/s,
    ],
    [
      'coefficients for fewer centres than there are',
      (angle) => ({ ...angle, coefficientsRad: angle.coefficientsRad.slice(0, 400) }),
      /MODEL_DAMAGED at model.json.*centres and coefficientsRad of calibrations do not fit/s,
    ],
    [
      'a coefficient that is not a number',
      (angle) => {
        const bytes = Buffer.from(angle.coefficientsRad, 'base64');
        bytes.writeFloatLE(Number.NaN, 0);
        return { ...angle, coefficientsRad: bytes.toString('base64') };
      },
      /MODEL_DAMAGED at model.json.*is not finite/s,
    ],
    [
      'text in place of Base64',
      (angle) => ({ ...angle, centres: 'no numbers' }),
      /MODEL_DAMAGED at model.json.*centres.*Base64/s,
    ],
  ])('is refused with %s', async (_, change, fault) => {
    const files = modelFiles('version-2-calibrated');
    const { json } = await loadGlobalModel(files);
    const changed = json.calibrations!.carla!.map((one) => ({ ...one, angles: one.angles.map(change) }));
    const bad = withModelJson(files, { ...json, calibrations: { carla: changed } });
    await expect(loadGlobalModel(bad)).rejects.toThrow(fault);
  });

  it('is refused with two calibrations of one task', async () => {
    const files = modelFiles('version-2-calibrated');
    const { json } = await loadGlobalModel(files);
    const [sit] = json.calibrations!.carla!;
    const bad = withModelJson(files, { ...json, calibrations: { carla: [sit, sit] } });
    await expect(loadGlobalModel(bad)).rejects.toThrow(/two for the same task/);
  });

  it('has a digest of each local model, also if the model was published without', async () => {
    const files = modelFiles('before-digests');
    const { json, weights } = await loadGlobalModel(files);
    expect(json.localModels.every(({ sha256 }) => sha256 === undefined)).toBe(true);
    const written = await modelJsonWithSubject(json, weights, 'carla', []);
    const flipped = damage(withModelJson(files, written), 'weights.bin', (content) =>
      content.with(900, content[900]! ^ 1),
    );
    await expect(loadGlobalModel(flipped)).rejects.toThrow(/MODEL_DAMAGED at weights.bin/);
  });
});
