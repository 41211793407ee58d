import { FaultError } from '../../base/faults/index.ts';
import { release } from '../../base/numbers/index.ts';
import { bandPass, lowPass } from './butterworth.ts';
import { filterCausally, filterZeroPhase } from './filter.ts';
import { settlingSamples } from './settling.ts';

/** How one EMG channel becomes a linear envelope. */
export interface EnvelopeChain {
  /** An `envelope` passes as it is, negative ripple clipped. */
  readonly kind: 'raw' | 'envelope';
  readonly bandPassHz: readonly [number, number];
  readonly envelopeHz: number;
  /** True: looks only back, as live use must; false: zero phase. */
  readonly causal: boolean;
}

/**
 * Linear envelope of one channel, same length and unit: demeaned, band-pass (order 4), rectified, low-pass (order 2),
 * clipped at 0. Orders and edges as Konrad's "ABC of EMG" and the SENIAM recommendations have them. The causal chain
 * takes no mean, which would look ahead: its band-pass removes it.
 * FaultError EMG_RATE where the sample rate leaves nothing of the band.
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

/** How long the filters of an envelope hold what lay before, s: until the slowest has forgotten 99 % of it. */
export function envelopeSettlingS(sampleRateHz: number, chain: EnvelopeChain): number {
  if (chain.kind === 'envelope') return 0;
  const { band, smooth } = filtersOf(sampleRateHz, chain);
  return Math.max(settlingSamples(band), settlingSamples(smooth)) / sampleRateHz;
}

function filtersOf(sampleRateHz: number, { bandPassHz, envelopeHz }: EnvelopeChain) {
  return {
    band: bandPass(BAND_ORDER, bandAt(sampleRateHz, bandPassHz), sampleRateHz),
    smooth: lowPass(ENVELOPE_ORDER, envelopeHz, sampleRateHz),
  };
}

/** The part of the band that the sample rate carries: the upper edge at most nine tenths of half the sample rate. */
export function bandAt(sampleRateHz: number, [lowHz, highHz]: readonly [number, number]): [number, number] {
  const edgeHz = Math.min(highHz, 0.45 * sampleRateHz);
  if (edgeHz >= 1.5 * lowHz || edgeHz === highHz) return [lowHz, edgeHz];
  throw new FaultError([
    {
      code: 'EMG_RATE',
      what: 'Raw EMG is sampled too slowly for the band that is kept.',
      where: {},
      found: `${sampleRateHz.toPrecision(4)} Hz`,
      expected: `at least ${Math.ceil((1.5 * lowHz) / 0.45)} Hz for a band from ${lowHz} Hz`,
      fix: "Give the raw samples as recorded, or set signals.emg.kind to 'envelope' if they are rectified and smoothed.",
    },
  ]);
}

const BAND_ORDER = 4;
const ENVELOPE_ORDER = 2;

// Loops, and in place: a raw channel has twenty times the samples of what it becomes, and `map` calls for each of them.

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
