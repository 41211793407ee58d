import { FaultError } from '../../base/faults/index.ts';
import { release } from '../../base/numbers/index.ts';
import { bandPass, lowPass } from './butterworth.ts';
import { filterCausally, filterZeroPhase } from './filter.ts';
import { settlingSamples } from './settling.ts';

/** Filters that turn one EMG channel into a linear envelope. */
export interface EnvelopeChain {
  /** An `envelope` is left unchanged, but for negative ripple, which is clipped. */
  readonly kind: 'raw' | 'envelope';
  readonly bandPassHz: readonly [number, number];
  readonly envelopeHz: number;
  /** True: filters use only the past, as live use requires. False: zero phase. */
  readonly causal: boolean;
}

/**
 * Linear envelope of one channel, of the same length and unit: demeaned, band-pass (order 4), rectified, low-pass (order
 * 2), clipped at 0. Orders and edges follow Konrad's "ABC of EMG" and the SENIAM recommendations. The causal chain
 * does not subtract the mean, which depends on later samples; its band-pass removes the mean.
 *
 * @throws FaultError EMG_RATE if the sample rate leaves too little of the band
 *
 * @example
 * import { envelopeOf } from 'sarcomere/signals';
 *
 * const emg = Float64Array.from({ length: 2000 }, (_, n) => Math.sin((2 * Math.PI * 100 * n) / 1000)); // mV at 1 kHz
 * const chain = { kind: 'raw', bandPassHz: [20, 450], envelopeHz: 6, causal: false };
 * envelopeOf(emg, 1000, chain)[1000]; // => 0.61554
 */
export function envelopeOf(samples: Float64Array, sampleRateHz: number, chain: EnvelopeChain): Float64Array {
  if (chain.kind === 'envelope') return clipped(samples.slice());
  const { band, smooth } = filtersOf(sampleRateHz, chain);
  const apply = chain.causal ? filterCausally : filterZeroPhase;
  const about0 = chain.causal ? undefined : demeaned(samples);
  const oscillation = apply(band, about0 ?? samples);
  const envelope = clipped(apply(smooth, rectified(oscillation)));
  release(about0, oscillation);
  return envelope;
}

/** Settling time of an envelope's filters, s: the slowest keeps at most 1 % of what lay before. */
export function envelopeSettlingS(sampleRateHz: number, chain: EnvelopeChain): number {
  if (chain.kind === 'envelope') return 0;
  const { band, smooth } = filtersOf(sampleRateHz, chain);
  return Math.max(settlingSamples(band), settlingSamples(smooth)) / sampleRateHz;
}

function filtersOf(sampleRateHz: number, { bandPassHz, envelopeHz }: EnvelopeChain) {
  return {
    band: bandPass(bandOrder, bandAt(sampleRateHz, bandPassHz), sampleRateHz),
    smooth: lowPass(envelopeOrder, envelopeHz, sampleRateHz),
  };
}

/** The part of the band that the sample rate carries: the upper edge at most nine tenths of half the sample rate. */
export function bandAt(sampleRateHz: number, [lowHz, highHz]: readonly [number, number]): [number, number] {
  const edgeHz = Math.min(highHz, 0.45 * sampleRateHz);
  if (edgeHz >= 1.5 * lowHz || edgeHz === highHz) return [lowHz, edgeHz];
  throw new FaultError([
    {
      code: 'EMG_RATE',
      what: 'The sample rate of raw EMG is too low for its band-pass.',
      where: {},
      found: `${sampleRateHz.toPrecision(4)} Hz`,
      expected: `at least ${Math.ceil((1.5 * lowHz) / 0.45)} Hz for a band from ${lowHz} Hz`,
      fix: 'Give the raw samples as recorded, or set signals.emg.kind to "envelope" if they are rectified and smoothed.',
    },
  ]);
}

const bandOrder = 4;
const envelopeOrder = 2;

// Loops, in place: a raw channel has twenty times the samples of its envelope on the grid, and `map` calls a function for each.

function demeaned(samples: Float64Array): Float64Array {
  let sum = 0;
  for (let at = 0; at < samples.length; at++) sum += samples[at]!;
  const mean = samples.length > 0 ? sum / samples.length : 0;
  const out = new Float64Array(samples.length);
  for (let at = 0; at < samples.length; at++) out[at] = samples[at]! - mean;
  return out;
}

function rectified(signal: Float64Array): Float64Array {
  for (let at = 0; at < signal.length; at++) signal[at] = Math.abs(signal[at]!);
  return signal;
}

function clipped(signal: Float64Array): Float64Array {
  for (let at = 0; at < signal.length; at++) signal[at] = Math.max(0, signal[at]!);
  return signal;
}
