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
  const { rateHz } = signals;
  const settled = settledRows({ signals }, sampleRateHz, rows);
  const corrections =
    subject !== undefined && Object.hasOwn(angleCorrections, subject) ? angleCorrections[subject]! : [];
  const isCorrectedByEmg = corrections.some(({ byEmg }) => byEmg !== undefined);
  const behind = Math.max(rowsBehind(features, rateHz), isCorrectedByEmg ? correctionRowsBehind(rateHz) : 0);
  return Array.from({ length: rows }, (_, row) => row < behind + settled.start || row >= settled.end);
}

/**
 * The rows whose envelopes do not depend on EMG outside of the given samples: the filters have settled.
 *
 * @returns the first of them and, exclusive, the end; the end may lie before the first
 */
export function settledRows(
  { signals }: Pick<GlobalModel, 'signals'>,
  sampleRateHz: number,
  rows: number,
): { readonly start: number; readonly end: number } {
  const { rateHz, emg } = signals;
  const { kind, filter } = emg;
  const settlingS = Math.max(
    envelopeSettlingS(sampleRateHz, { kind, ...filter }),
    resampleSettlingS(sampleRateHz, rateHz),
  );
  const settling = Math.ceil(settlingS * rateHz);
  return { start: settling, end: filter.causal ? rows : rows - settling };
}
