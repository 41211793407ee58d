import { envelopeSettlingS, resampleSettlingS } from '../../../physics/signals/index.ts';
import { rowsBehind } from '../../inputs/index.ts';
import { correctionRowsBehind } from '../calibration/emg-correction.ts';
import type { GlobalModel } from '../global-model.ts';
import type { EmgInput } from './emg-input.ts';

/**
 * Which rows depend on EMG outside of what was given: those whose lags, context or filters reach before its first sample,
 * and, with zero-phase filters, those whose filters reach beyond its last. A filter reaches as far as it takes its slowest
 * pole to forget 99 %; what it still holds then may change the angle of other rows by up to 0.1 degrees (warm-up.test.ts).
 * Measured on 240 windows of seven seconds of simulated raw EMG, 0.01 degrees; without the part of the filters 2.3, and by
 * the lags alone 57.
 *
 * The scale of EMG from an unnamed subject is found from all rows, and makes none of them warm-up.
 */
export function warmUpRowsOf(
  { features, signals, angleCorrections }: Pick<GlobalModel, 'features' | 'signals' | 'angleCorrections'>,
  { sampleRateHz, subject }: Pick<EmgInput, 'sampleRateHz'> & { readonly subject?: string | undefined },
  rows: number,
): boolean[] {
  const { rateHz, emg } = signals;
  const { kind, filter } = emg;
  const settlingS = Math.max(
    envelopeSettlingS(sampleRateHz, { kind, ...filter }),
    resampleSettlingS(sampleRateHz, rateHz),
  );
  const settling = Math.ceil(settlingS * rateHz);
  const correction =
    subject !== undefined && Object.hasOwn(angleCorrections, subject) ? angleCorrections[subject] : undefined;
  const behind = Math.max(rowsBehind(features, rateHz), correction?.byEmg ? correctionRowsBehind(rateHz) : 0);
  const end = filter.causal ? rows : rows - settling;
  return Array.from({ length: rows }, (_, row) => row < behind + settling || row >= end);
}
