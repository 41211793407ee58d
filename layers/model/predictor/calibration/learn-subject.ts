import { NameGate } from '../gates/name-gate.ts';
import { openGate } from '../gates/open-gate.ts';
import type { GlobalModel } from '../global-model.ts';
import type { ModelJson } from '../model-file/model-json.ts';
import { sha256 } from '../model-file/sha256.ts';
import type { Calibration } from './fit-calibration.ts';

/**
 * The model in memory with a calibrated subject: EMG scales, gates in which the fitted weights lead, angle corrections.
 */
export function learnSubject(
  model: GlobalModel,
  subject: string,
  { emgScales, weights, angles }: Calibration,
): GlobalModel {
  const lead = leadOf(weights);
  return {
    ...model,
    emgScales: { ...model.emgScales, [subject]: emgScales },
    modes: mapValues(model.modes, (gate) => NameGate.withCalibrated(gate, subject, lead)),
    angleCorrections: { ...model.angleCorrections, [subject]: angles },
  };
}

/**
 * `model.json` with a calibrated subject. If the model was published before digests of local models existed, the digests
 * are added.
 *
 * @param parameters content of `weights.bin`, verified
 */
export async function modelJsonWithSubject(
  json: ModelJson,
  parameters: Uint8Array,
  subject: string,
  { emgScales, weights, angles }: Calibration,
): Promise<ModelJson> {
  const lead = leadOf(weights);
  const localModels = json.localModels.map(async (localModel) => {
    const { byteOffset, byteLength } = localModel;
    const own = parameters.subarray(byteOffset, byteOffset + byteLength);
    return { ...localModel, sha256: localModel.sha256 ?? (await sha256(own)) };
  });
  return {
    ...json,
    emgScales: { ...json.emgScales, [subject]: emgScales },
    localModels: await Promise.all(localModels),
    modes: mapValues(json.modes, (gate) => NameGate.withCalibrated(openGate(gate), subject, lead).toJson()),
    angleCorrections: { ...json.angleCorrections, [subject]: angles },
  };
}

function leadOf(weights: readonly number[]) {
  return weights.flatMap((weight, place) => (weight > 0 ? [[place, weight] as const] : []));
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, how: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, how(value)]));
}
