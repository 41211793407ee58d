import type { Random } from '../../base/numbers/index.ts';

/** Corner frequencies of the spectrum of surface EMG, Hz. */
export interface EmgSpectrum {
  readonly lowHz: number;
  readonly highHz: number;
}

/** Spectrum of a rested muscle. */
export const restedSpectrum: EmgSpectrum = { lowHz: 60, highHz: 120 };

/**
 * Samples of the filter for each sample of noise: at 4 kHz the bilinear transform changes the spectrum by less than 1 %.
 */
const oversampling = 4;
/** Interval between updates of the filter: fatigue changes the spectrum over minutes. */
const blockS = 1;

/**
 * Gaussian noise with the spectrum of surface EMG and unit variance.
 *
 * The power density (Shwedyk, Balasubramanian & Scott 1977; Farina & Merletti 2000)
 * `f_h^4 f^2 / ((f^2 + f_l^2) (f^2 + f_h^2)^2)`
 * is rational, so a filter has it exactly: one high-pass of first order at f_l, two low-passes at f_h.
 *
 * @param frames number of samples, at `sampleRateHz`
 * @param spectrumAt the spectrum at a time in s from the first sample
 */
export function emgNoise(
  random: Random,
  frames: number,
  sampleRateHz: number,
  spectrumAt: (timeS: number) => EmgSpectrum,
): Float64Array {
  const noise = new Float64Array(frames);
  const blockFrames = Math.round(blockS * sampleRateHz);
  const settleFrames = Math.round(0.1 * sampleRateHz);
  let filter = shapingFilter(spectrumAt(0), sampleRateHz * oversampling);
  for (let k = 0; k < settleFrames * oversampling; k++) filter.next(random.normal());
  for (let frame = 0; frame < frames; frame++) {
    if (frame > 0 && frame % blockFrames === 0) {
      filter = shapingFilter(spectrumAt(frame / sampleRateHz), sampleRateHz * oversampling, filter);
    }
    for (let k = 1; k < oversampling; k++) filter.next(random.normal());
    noise[frame] = filter.next(random.normal());
  }
  return noise;
}

interface ShapingFilter {
  readonly state: Float64Array;
  next(white: number): number;
}

/**
 * The bilinear transform of the three first-order sections, each with its corner frequency kept, scaled to unit variance.
 */
function shapingFilter(spectrum: EmgSpectrum, rateHz: number, before?: ShapingFilter): ShapingFilter {
  const low = Math.tan((Math.PI * spectrum.lowHz) / rateHz);
  const high = Math.tan((Math.PI * spectrum.highHz) / rateHz);
  const lowPole = (1 - low) / (1 + low);
  const highPole = (1 - high) / (1 + high);
  const lowGain = 1 / (1 + low);
  const highGain = high / (1 + high);

  function sections(state: Float64Array, scale: number): ShapingFilter {
    let [white0, high0, first0, second0] = state as unknown as [number, number, number, number];
    return {
      get state() {
        return Float64Array.of(white0, high0, first0, second0);
      },
      next(white) {
        const highPassed = lowGain * (white - white0) + lowPole * high0;
        const first = highGain * (highPassed + high0) + highPole * first0;
        const second = highGain * (first + first0) + highPole * second0;
        white0 = white;
        high0 = highPassed;
        first0 = first;
        second0 = second;
        return scale * second;
      },
    };
  }

  const unscaled = sections(new Float64Array(4), 1);
  let energy = unscaled.next(1) ** 2;
  const impulseFrames = Math.ceil(rateHz * 0.1);
  for (let k = 1; k < impulseFrames; k++) energy += unscaled.next(0) ** 2;
  return sections(before?.state ?? new Float64Array(4), 1 / Math.sqrt(energy));
}
