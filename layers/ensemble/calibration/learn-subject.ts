import type { Gate } from '../gates/gate.ts';
import { NameGate } from '../gates/known.ts';
import type { GlobalModel, GlobalModelJson } from '../global-model.ts';
import type { Calibration } from './fit-calibration.ts';

/** Puts a calibrated subject into a model: its EMG scales, local models that lead if it is given, its angle correction. */
export function learnSubject(
  model: GlobalModel,
  subject: string,
  { emgScales, weights, angle }: Calibration,
): GlobalModel {
  const lead = weights.flatMap((weight, place) => (weight > 0 ? [[place, weight] as const] : []));
  return {
    ...model,
    emgScales: { ...model.emgScales, [subject]: emgScales },
    modes: changed(model.modes, (gate) => NameGate.withCalibrated(gate, subject, lead)),
    angleCorrections: { ...model.angleCorrections, [subject]: angle },
  };
}

/** `model.json` of a model that subjects were put into. @param json of the model before */
export function withLearned(json: GlobalModelJson, calibrated: GlobalModel): GlobalModelJson {
  const { emgScales, modes, angleCorrections } = calibrated;
  return { ...json, emgScales, modes: changed(modes, (gate) => gate.toJson()), angleCorrections };
}

function changed<To>(modes: Readonly<Record<string, Gate>>, change: (gate: Gate) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(modes).map(([name, gate]) => [name, change(gate)]));
}
