import { randomOf } from '../../base/numbers/index.ts';
import { electromechanicalDelayS, unshaped } from '../../physics/biomechanics/index.ts';
import { emgNoise, restedSpectrum } from './emg-noise.ts';

/** The electrodes of one session. Channels are in the order of the muscles. */
export interface Electrodes {
  /** mV rms at full excitation, by channel. */
  readonly gainMv: readonly number[];
  /** Share of each muscle (column) in each channel (row); 1 on the diagonal. */
  readonly crossTalk: readonly (readonly number[])[];
  /** A of `e = (exp(A u) - 1) / (exp(A) - 1)`, in [-3, 0): how EMG becomes excitation. */
  readonly shape: number;
  /** Change of each channel's gain over the session, signed. */
  readonly drift: readonly number[];
  /** Share of the next muscle in each channel from the middle of the session on. */
  readonly shift: number;
  /** Fatigue at the session's end, from 0 (rested) to 1. */
  readonly fatigue: number;
}

/** The stretch of its session that a recording fills, as shares from 0 to 1. */
export interface SessionSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * The clean EMG of one recording, in mV, one array a channel; the noise floor is added by `addNoiseFloor`.
 *
 * Each muscle is Gaussian noise with the spectrum of EMG, times the amplitude `u` (`unshaped`) of its excitation one
 * electromechanical delay later. Each channel is a mixture of all muscles.
 *
 * @param excitation by muscle, at `sampleRateHz`, from the start to one electromechanical delay after the end
 */
export function surfaceEmgMv(
  excitation: readonly Float64Array[],
  sampleRateHz: number,
  electrodes: Electrodes,
  span: SessionSpan,
  seed: number,
  recording: string,
): Float64Array[] {
  const lead = Math.round(electromechanicalDelayS * sampleRateHz);
  const frames = excitation[0]!.length - lead;
  const sessionShareAt = (frame: number) => span.from + (span.to - span.from) * (frame / frames);
  const sources = excitation.map((e, muscle) => {
    const random = randomOf(seed, 'emg', recording, muscle);
    const source = emgNoise(random, frames, sampleRateHz, (timeS) => {
      const slowed = 1 - 0.3 * electrodes.fatigue * sessionShareAt(timeS * sampleRateHz);
      return { lowHz: restedSpectrum.lowHz * slowed, highHz: restedSpectrum.highHz * slowed };
    });
    for (let k = 0; k < frames; k++) {
      const grown = 1 + 0.5 * electrodes.fatigue * sessionShareAt(k);
      source[k]! *= grown * unshaped(e[k + lead]!, electrodes.shape);
    }
    return source;
  });
  return electrodes.gainMv.map((gainMv, channel) => {
    const emg = new Float64Array(frames);
    const placed = electrodes.crossTalk[channel]!;
    const shifted = shiftedShares(placed, channel, electrodes.shift);
    const drift = electrodes.drift[channel]!;
    for (let k = 0; k < frames; k++) {
      const share = sessionShareAt(k);
      const shares = share < 0.5 ? placed : shifted;
      let sum = 0;
      for (let muscle = 0; muscle < sources.length; muscle++) sum += shares[muscle]! * sources[muscle]![k]!;
      emg[k] = gainMv * (1 + drift * share) * sum;
    }
    return emg;
  });
}

/** Adds white noise of a deviation in mV to a channel, in place. */
export function addNoiseFloor(
  emg: Float64Array,
  floorMv: number,
  seed: number,
  recording: string,
  channel: number,
) {
  const random = randomOf(seed, 'noise floor', recording, channel);
  for (let k = 0; k < emg.length; k++) emg[k]! += floorMv * random.normal();
}

/** Shares of an electrode that slid towards the next muscle: less of its own muscle, more of the next. */
function shiftedShares(placed: readonly number[], channel: number, shift: number): number[] {
  const next = (channel + 1) % placed.length;
  return placed.map((share, muscle) => (1 - shift) * share + (muscle === next ? shift : 0));
}
