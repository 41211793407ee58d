import type { GlobalModel } from '../global-model.ts';
import type { ModelJson } from '../model-file/model-json.ts';
import { sha256 } from '../model-file/sha256.ts';
import type { Calibration } from './calibration.ts';
import { jsonOfCalibration } from './calibration-json.ts';

/**
 * The model in memory with calibrations of a subject. They replace earlier ones of the same tasks; those of other tasks stay. The
 * model knows the subject afterwards, even if there is no calibration.
 */
export function learnSubject(
  model: GlobalModel,
  subject: string,
  calibrations: readonly Calibration[],
): GlobalModel {
  const earlier = ofSubject(model.calibrations, subject);
  return { ...model, calibrations: { ...model.calibrations, [subject]: replaced(earlier, calibrations) } };
}

/**
 * `model.json` with calibrations of a subject, likewise. If the model was published before digests of local models existed, the
 * digests are added.
 *
 * @param parameters content of `weights.bin`, verified
 */
export async function modelJsonWithSubject(
  json: ModelJson,
  parameters: Uint8Array,
  subject: string,
  calibrations: readonly Calibration[],
): Promise<ModelJson> {
  const localModels = json.localModels.map(async (localModel) => {
    const { byteOffset, byteLength } = localModel;
    const own = parameters.subarray(byteOffset, byteOffset + byteLength);
    return { ...localModel, sha256: localModel.sha256 ?? (await sha256(own)) };
  });
  const earlier = ofSubject(json.calibrations, subject);
  return {
    ...json,
    localModels: await Promise.all(localModels),
    calibrations: {
      ...json.calibrations,
      [subject]: replaced(earlier, calibrations.map(jsonOfCalibration)),
    },
  };
}

function ofSubject<One>(all: Readonly<Record<string, readonly One[]>> | undefined, subject: string) {
  return all && Object.hasOwn(all, subject) ? all[subject]! : [];
}

function replaced<One extends { readonly task?: string }>(
  earlier: readonly One[],
  now: readonly One[],
): readonly One[] {
  return [...earlier.filter(({ task }) => now.every((one) => one.task !== task)), ...now];
}
