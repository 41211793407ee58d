import { envelopeSettlingS, resampleSettlingS } from '../../../physics/signals/index.ts';
import { rowsBehind } from '../../inputs/index.ts';
import { correctionRowsBehind } from '../calibration/emg-correction.ts';
import type { GlobalModel } from '../global-model.ts';
import type { EmgInput } from './emg-input.ts';

/**
 * True for each row that depends on EMG outside of the given samples: its lags, context or filters reach before the
 * first sample. Zero-phase filters also reach beyond the last sample. A filter reaches as far as its slowest pole takes
 * to decay to 1 %; the rest changes the angle of unmarked rows by at most 0.1 degrees (warm-up.test.ts). Measured on 240
 * windows of seven seconds of simulated raw EMG: 0.01 degrees; 2.3 without the reach of the filters, 57 with the lags
 * alone.
 *
 * If no subject is given, the scale of the EMG is found from all rows; this marks no row as warm-up.
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
  const corrections =
    subject !== undefined && Object.hasOwn(angleCorrections, subject) ? angleCorrections[subject]! : [];
  const isCorrectedByEmg = corrections.some(({ byEmg }) => byEmg !== undefined);
  const behind = Math.max(rowsBehind(features, rateHz), isCorrectedByEmg ? correctionRowsBehind(rateHz) : 0);
  const end = filter.causal ? rows : rows - settling;
  return Array.from({ length: rows }, (_, row) => row < behind + settling || row >= end);
}
