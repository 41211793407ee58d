import { randomOf } from '../../../layers/base/numbers/index.ts';
import type { GivenNames } from '../../../layers/model/inputs/index.ts';
import {
  type EmgQuality,
  envelopesOf,
  judgeEmg,
  scalesOfStranger,
} from '../../../layers/model/predictor/testing.ts';
import { normalise } from '../../../layers/physics/signals/index.ts';
import { emgFactor } from '../../../layers/study/manifest/index.ts';
import type { EmgFault } from './emg-faults.ts';
import type { ReferencedStudy } from './held-out-emg.ts';

/** How often a fault is found. */
export interface FaultCount {
  /** Recordings x ways to have the fault. */
  readonly judged: number;
  readonly flagged: number;
  /** Flagged with the right kind and, if the fault has channels, the right ones. */
  readonly named: number;
  readonly stretches: number;
  readonly flaggedStretches: number;
}

/** Which names a prediction gives of a recording. */
export type Giving = (names: GivenNames) => GivenNames;

/** Gives a fault to every held-out part of a study and judges it. */
export function judgeFault({ model, heldOut }: ReferencedStudy, fault: EmgFault, giving: Giving): FaultCount {
  const columns = model.signals.emg.channels.map(({ column }) => column);
  const counts = { judged: 0, flagged: 0, named: 0, stretches: 0, flaggedStretches: 0 };
  for (const { names, file, sampleRateHz, channels } of heldOut) {
    const scalesMv = model.emgScales[names.subject!]!;
    const scales = scalesMv.map((scale) => scale / emgFactor(model.signals.emg));
    for (const way of fault.ways(channels.length)) {
      const random = randomOf(1, file, ...way);
      const faulty = fault.apply({ sampleRateHz, channels }, way, {
        kind: model.signals.emg.kind,
        scales,
        random,
      });
      const quality = qualityOf(model, { sampleRateHz, channels: faulty }, giving(names));
      const { flag, stretches } = quality;
      const named = way.map((at) => columns[at]!);
      counts.judged++;
      if (flag) counts.flagged++;
      if (flag && fault.kinds.includes(flag.kind) && named.every((one) => flag.channels.includes(one)))
        counts.named++;
      counts.stretches += stretches.length;
      counts.flaggedStretches += stretches.filter((one) => one.flag).length;
    }
  }
  return counts;
}

function qualityOf(
  model: ReferencedStudy['model'],
  emg: { readonly sampleRateHz: number; readonly channels: readonly Float64Array[] },
  names: GivenNames,
): EmgQuality {
  const { envelopes } = envelopesOf(model, { ...emg, startS: 0 });
  const { subject } = names;
  const scales = subject === undefined ? scalesOfStranger(model, envelopes) : model.emgScales[subject]!;
  return judgeEmg(
    model,
    envelopes.map((envelope, at) => normalise(envelope, scales[at]!)),
    { ...names, sampleRateHz: emg.sampleRateHz },
  )!;
}
