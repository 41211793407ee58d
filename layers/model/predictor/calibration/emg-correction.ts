import { normalise } from '../../../physics/signals/index.ts';
import { buildFeatures, rowsBehind } from '../../inputs/index.ts';

/**
 * What calibrations of earlier versions add to the angle, as a function of the EMG: the mean of a Gaussian process with a
 * squared exponential kernel. Far from all EMG of the calibration the correction is 0.
 */
export interface EmgCorrection {
  /** Divisor of each channel's envelope, in the unit of the envelope: the scale of the calibration recording. */
  readonly emgScales: readonly number[];
  /** Rows of the calibration, each as the logarithmic envelopes of its last half second. */
  readonly centres: readonly (readonly number[])[];
  /** One a centre, rad. */
  readonly coefficientsRad: readonly number[];
}

/**
 * How centres are computed from EMG. Files of calibrated models hold centres without these settings, so the settings
 * never change, even if the defaults of the manifest do.
 */
const centreFeatures = { lagsMs: [0, 100, 200, 300, 400, 500], contextS: 0, compression: 'log' } as const;

/** How many earlier rows the correction of a row depends on. */
export function correctionRowsBehind(rateHz: number): number {
  return rowsBehind(centreFeatures, rateHz);
}

/**
 * Square of the kernel's length for each feature, in natural logarithms. Distances grow with the number of features, and
 * so does the length.
 */
const squaredReachAFeature = 2;

/**
 * @param envelopes one a channel, in the unit and at the rate of the calibration
 * @returns the correction, one a row, rad
 */
export function emgCorrectionRad(
  { emgScales, centres, coefficientsRad }: EmgCorrection,
  envelopes: readonly Float64Array[],
  rateHz: number,
): Float64Array {
  const seen = featuresOf(envelopes, emgScales, rateHz);
  return Float64Array.from({ length: envelopes[0]?.length ?? 0 }, (_, row) => {
    const own = seen(row);
    return centres.reduce((sum, centre, at) => sum + coefficientsRad[at]! * likeness(own, centre), 0);
  });
}

function featuresOf(envelopes: readonly Float64Array[], scales: readonly number[], rateHz: number) {
  const normalised = envelopes.map((envelope, channel) => normalise(envelope, scales[channel]!));
  const all = buildFeatures(normalised, centreFeatures, rateHz);
  const width = envelopes.length * centreFeatures.lagsMs.length;
  return (row: number): number[] => [...all.subarray(row * width, (row + 1) * width)];
}

/** The kernel: 1 for equal EMG, near 0 for EMG that differs much. */
function likeness(a: readonly number[], b: readonly number[]): number {
  let square = 0;
  for (let at = 0; at < a.length; at++) square += (a[at]! - b[at]!) ** 2;
  return Math.exp(-square / (2 * squaredReachAFeature * a.length));
}
