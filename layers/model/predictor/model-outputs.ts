import type { GivenNames } from '../inputs/index.ts';
import { emgCorrectionRad } from './calibration/emg-correction.ts';
import type { Combined } from './combine.ts';
import type { Gate } from './gates/gate.ts';
import type { GlobalModel } from './global-model.ts';
import { runLocalModels } from './run-local-models.ts';

/** Rows as the local models see them. */
export interface ModelRows {
  /** One a channel, at the model's rate, mV. */
  readonly envelopes: readonly Float64Array[];
  /** rows x inputs, row-major. */
  readonly inputs: Float32Array;
}

/**
 * The weighted outputs of the local models, with the angle corrections of a subject who was calibrated by an earlier version:
 * all that a prediction takes from the model before `calibrations` count.
 *
 * @param gate of the mode
 */
export function modelOutputs(
  model: GlobalModel,
  gate: Gate,
  { envelopes, inputs }: ModelRows,
  names: GivenNames,
): Combined {
  const rows = envelopes[0]?.length ?? 0;
  const view = { rows, inputs, inputNames: model.inputNames, givenNames: () => names };
  const outputs = runLocalModels(model.localModels, gate, view, fadeFor(model, names));
  return corrected(outputs, envelopes, model, names);
}

/** No fade for a person calibrated by an earlier version: the corrections were fitted to outputs with the whole context. */
function fadeFor({ contextFade, angleCorrections }: GlobalModel, { subject }: GivenNames) {
  const isCorrected = subject !== undefined && Object.hasOwn(angleCorrections, subject);
  return isCorrected ? undefined : contextFade;
}

/** Applies the angle corrections of a calibrated subject, one a coordinate. */
function corrected(
  combined: Combined,
  envelopes: readonly Float64Array[],
  { angleCorrections, signals }: GlobalModel,
  { subject }: GivenNames,
): Combined {
  const isCalibrated = subject !== undefined && Object.hasOwn(angleCorrections, subject);
  if (!isCalibrated) return combined;
  const { outputs } = combined;
  const values = combined.values.slice();
  const spread = combined.spread.slice();
  for (const [column, { offsetRad, scale, byEmg }] of angleCorrections[subject]!.entries()) {
    const added = byEmg && emgCorrectionRad(byEmg, envelopes, signals.rateHz);
    for (let row = 0, at = column; at < values.length; row++, at += outputs) {
      values[at] = offsetRad + scale * values[at]! + (added?.[row] ?? 0);
      spread[at]! *= scale;
    }
  }
  return { values, spread, outputs };
}
