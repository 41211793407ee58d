import { solvePositive } from '../../../base/numbers/index.ts';
import { channelScale, normalise } from '../../../physics/signals/index.ts';
import { buildFeatures, rowsBehind } from '../../inputs/index.ts';

/**
 * By how much the angle is off at such EMG: the mean of a Gaussian process with a squared exponential kernel. Far from all
 * EMG of the calibration it is 0, and the model stands as it is.
 */
export interface EmgCorrection {
  /** What each channel's envelope is divided by: the recording's own scale, whatever the model's networks are shown; in their unit. */
  readonly emgScales: readonly number[];
  /** EMG of the calibration, each by its logarithmic envelopes of the last half second. */
  readonly centres: readonly (readonly number[])[];
  /** One a centre, rad. */
  readonly coefficientsRad: readonly number[];
}

/** Each costs a prediction one kernel a row. */
const mostCentres = 300;
/**
 * How centres are made of EMG. It belongs to the file of a calibrated model, which keeps centres and not how they were made: it
 * must not follow the default of the manifest.
 */
const centreFeatures = { lagsMs: [0, 100, 200, 300, 400, 500], contextS: 0, compression: 'log' } as const;
/** Rows before a row that its correction is made of. */
export function correctionRowsBehind(rateHz: number): number {
  return rowsBehind(centreFeatures, rateHz);
}

/** Square of how far a residual reaches, in natural logarithms, for each feature: with more of them all EMG lies further apart. */
const squaredReachAFeature = 2;
/** Variance of what EMG does not explain, of that which it does. */
const noise = 0.3;

/**
 * @param envelopes one a channel, at the model's rate
 * @param leftRad what the model is off by, one a row; rad
 */
export function fitEmgCorrection(
  envelopes: readonly Float64Array[],
  rateHz: number,
  leftRad: ArrayLike<number>,
): EmgCorrection {
  const emgScales = envelopes.map((envelope) => channelScale([envelope]));
  const seen = featuresOf(envelopes, emgScales, rateHz);
  const count = Math.min(mostCentres, leftRad.length);
  const rows = Array.from({ length: count }, (_, at) => Math.floor((at * leftRad.length) / count));
  const centres = rows.map((row) => seen(row).map(shortened));
  const left = Float64Array.from(rows, (row) => leftRad[row]!);
  const gram = new Float64Array(rows.length ** 2);
  for (let a = 0; a < rows.length; a++) {
    for (let b = 0; b <= a; b++) gram[a * rows.length + b] = likeness(centres[a]!, centres[b]!);
    gram[a * rows.length + a]! += noise;
  }
  return { emgScales, centres, coefficientsRad: [...solvePositive(gram, left)] };
}

/** One a row, rad. @param envelopes one a channel, in the unit and at the rate of the calibration's */
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

/** 1 for the same EMG, 0 for EMG that is far from alike. */
function likeness(a: readonly number[], b: readonly number[]): number {
  let square = 0;
  for (let at = 0; at < a.length; at++) square += (a[at]! - b[at]!) ** 2;
  return Math.exp(-square / (2 * squaredReachAFeature * a.length));
}

/** More digits than any electrode has would only fill the model's file. */
function shortened(value: number): number {
  return Number(value.toPrecision(5));
}
