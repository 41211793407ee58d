import { release } from '../../base/numbers/index.ts';
import { type Filter, lowPass } from './butterworth.ts';
import { filterCausally, filterZeroPhase } from './filter.ts';
import { settlingSamples } from './settling.ts';

/**
 * Times in s from `startS` to at most `endS`, `rateHz` a second.
 *
 * @example
 * import { uniformGrid } from 'sarcomere/signals';
 *
 * uniformGrid(0, 0.1, 50); // => [0, 0.02, 0.04, 0.06, 0.08, 0.1]
 */
export function uniformGrid(startS: number, endS: number, rateHz: number): Float64Array {
  const intervals = Math.floor((endS - startS) * rateHz + 1e-6);
  return Float64Array.from({ length: Math.max(0, intervals + 1) }, (_, i) => startS + i / rateHz);
}

/** The times of a signal in seconds, growing, about evenly spaced. */
export interface Sampled {
  readonly timeS: Float64Array;
  readonly sampleRateHz: number;
}

/**
 * The signal at the times of the grid, by linear interpolation. If the grid is slower than the signal, a low-pass
 * (order 4, 0.4 of the grid's rate) first removes frequencies that would fold back; with `causal` it uses only past
 * samples. Beyond its ends the signal has its first and last value.
 *
 * @returns one value a time of the grid, in the unit of `values`
 *
 * @example
 * import { resample, uniformGrid } from 'sarcomere/signals';
 *
 * const timeS = uniformGrid(0, 1, 1000);
 * const slow = resample({ timeS, sampleRateHz: 1000 }, timeS.map((t) => 2 * t), uniformGrid(0, 1, 50));
 * [slow.length, slow[25]]; // => [51, 1]
 */
export function resample(
  { timeS, sampleRateHz }: Sampled,
  values: Float64Array,
  gridS: Float64Array,
  { causal = false }: { readonly causal?: boolean } = {},
): Float64Array {
  const gridHz =
    gridS.length > 1 ? (gridS.length - 1) / (gridS[gridS.length - 1]! - gridS[0]!) : sampleRateHz;
  const againstFolding = antiFolding(sampleRateHz, gridHz);
  const apply = causal ? filterCausally : filterZeroPhase;
  const smooth = againstFolding && apply(againstFolding, values);
  const onGrid = interpolate(timeS, smooth ?? values, gridS);
  release(smooth);
  return onGrid;
}

/** Settling time of `resample`, s: its low-pass then keeps at most 1 % of what lay before. */
export function resampleSettlingS(sampleRateHz: number, gridHz: number): number {
  const againstFolding = antiFolding(sampleRateHz, gridHz);
  return againstFolding ? settlingSamples(againstFolding) / sampleRateHz : 0;
}

/** The low-pass that removes frequencies that would fold back; undefined if the grid is not slower. */
function antiFolding(sampleRateHz: number, gridHz: number): Filter | undefined {
  return gridHz < 0.99 * sampleRateHz ? lowPass(4, 0.4 * gridHz, sampleRateHz) : undefined;
}

/**
 * Linear interpolation at the times of the grid; both time axes grow. Beyond the ends, the first and last value.
 *
 * @example
 * import { interpolate } from 'sarcomere/signals';
 *
 * interpolate(Float64Array.of(0, 1, 2), Float64Array.of(0, 10, 40), Float64Array.of(0.5, 1.5, 9)); // => [5, 25, 40]
 */
export function interpolate(timeS: Float64Array, values: Float64Array, gridS: Float64Array): Float64Array {
  const last = timeS.length - 1;
  let i = 0;
  return gridS.map((t) => {
    if (t <= timeS[0]!) return values[0]!;
    if (t >= timeS[last]!) return values[last]!;
    while (timeS[i + 1]! <= t) i++;
    const share = (t - timeS[i]!) / (timeS[i + 1]! - timeS[i]!);
    return values[i]! + share * (values[i + 1]! - values[i]!);
  });
}

/** A mask (1 use, 0 do not) at the times of the grid: 1 only if the samples on both sides are 1; 0 beyond the ends. */
export function resampleMask(timeS: Float64Array, mask: Uint8Array, gridS: Float64Array): Uint8Array {
  const numbers = interpolate(timeS, Float64Array.from(mask), gridS);
  const [start, end] = [timeS[0]!, timeS[timeS.length - 1]!];
  const slack = 1e-6;
  return Uint8Array.from(numbers, (v, i) => {
    const isInside = gridS[i]! >= start - slack && gridS[i]! <= end + slack;
    return isInside && v >= 1 - slack ? 1 : 0;
  });
}
