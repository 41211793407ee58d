import type { Gate } from '../gates/gate.ts';
import type { GlobalModel, GlobalModelJson } from '../global-model.ts';
import type { Calibration } from './fit-calibration.ts';

/** Puts a calibrated subject into a model: its EMG scales, a gate that leads where it is named, its angle correction. */
export function learnSubject<Model extends Pick<GlobalModelJson | GlobalModel, Learned>>(
  model: Model,
  subject: string,
  { emgScales, weights, angle }: Calibration,
): Model {
  const lead = weights.flatMap((weight, member) => (weight > 0 ? [[member, weight] as const] : []));
  return {
    ...model,
    emgScales: { ...model.emgScales, [subject]: emgScales },
    modes: Object.fromEntries(
      Object.entries(model.modes).map(([name, gate]) => [name, withLead(gate, subject, lead)]),
    ),
    angleCorrections: { ...model.angleCorrections, [subject]: angle },
  };
}

type Learned = 'emgScales' | 'modes' | 'angleCorrections';

/** All calibrated subjects stand in one gate, the outermost. */
function withLead(gate: Gate, subject: string, lead: readonly (readonly [number, number])[]): Gate {
  const isOfCalibrations = gate.kind === 'known' && gate.by === 'subject' && gate.within === 'parts';
  const leads = { ...(isOfCalibrations ? gate.leads : {}), [subject]: lead };
  const otherwise = isOfCalibrations ? gate.otherwise : gate;
  return { kind: 'known', by: 'subject', leads, share: 1, within: 'parts', otherwise };
}
