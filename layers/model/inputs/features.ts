import { compress } from './compression.ts';

/** Settings of the EMG features that a network gets at time t. */
export interface FeatureSettings {
  /** Lags into the past, whole ms, 0 included. */
  readonly lagsMs: readonly number[];
  /** Length of the causal mean and deviation of each envelope; 0 leaves the context out. */
  readonly contextS: number;
  /** `log`: the logarithm of each envelope. Absent from models made before this setting existed: none. */
  readonly compression?: 'none' | 'log';
}

/** `emg_rf_mV@40ms`, then `emg_rf_mV~mean`, `emg_rf_mV~deviation`: the order of the columns of `buildFeatures`. */
export function featureNames(channels: readonly string[], settings: FeatureSettings): string[] {
  const lagged = channels.flatMap((channel) => settings.lagsMs.map((lag) => `${channel}@${lag}ms`));
  const context = channels.flatMap((channel) => [`${channel}~mean`, `${channel}~deviation`]);
  return settings.contextS > 0 ? [...lagged, ...context] : lagged;
}

/**
 * The features stored in each row of a table: the envelope at that time, and its context. Earlier envelopes are in the rows
 * before.
 */
export function storedFeatures(settings: FeatureSettings): FeatureSettings {
  return { ...settings, lagsMs: [0] };
}

/** Number of rows at the start of a recording whose oldest lag is before its first sample; they are not used for training. */
export function warmUpRows(settings: FeatureSettings, rateHz: number): number {
  return Math.max(...settings.lagsMs.map((lag) => lagRows(lag, rateHz)));
}

/** Number of rows before a row that its features use: the oldest lag or the span of the context, whichever is longer. */
export function rowsBehind(settings: FeatureSettings, rateHz: number): number {
  const span = settings.contextS > 0 ? contextRows(settings.contextS, rateHz) - 1 : 0;
  return Math.max(warmUpRows(settings, rateHz), span);
}

/**
 * Features of one recording at the model rate.
 *
 * @param envelopes channels x rows, normalised (1 is a strong contraction), dimensionless
 * @returns rows x features, row-major, in the order of `featureNames`. The first sample is used for times before it; at the
 *   start the context is taken over a shorter window.
 */
export function buildFeatures(
  envelopes: readonly Float64Array[],
  settings: FeatureSettings,
  rateHz: number,
): Float32Array {
  const rows = envelopes[0]?.length ?? 0;
  const seen =
    settings.compression === 'log' ? envelopes.map((envelope) => envelope.map(compress)) : envelopes;
  const lags = settings.lagsMs.map((lag) => lagRows(lag, rateHz));
  const hasContext = settings.contextS > 0;
  const width = envelopes.length * (lags.length + (hasContext ? 2 : 0));
  const features = new Float32Array(rows * width);
  let column = 0;
  for (const envelope of seen) {
    for (const lag of lags) {
      for (let row = 0; row < rows; row++) {
        features[row * width + column] = envelope[Math.max(0, row - lag)]!;
      }
      column++;
    }
  }
  if (!hasContext) return features;
  const window = contextRows(settings.contextS, rateHz);
  for (const envelope of seen) {
    writeContext(envelope, window, features, width, column);
    column += 2;
  }
  return features;
}

/** A lag in rows. */
export function lagRows(lagMs: number, rateHz: number): number {
  return Math.round((lagMs / 1000) * rateHz);
}

function contextRows(contextS: number, rateHz: number): number {
  return Math.max(1, Math.round(contextS * rateHz));
}

/** Running mean and deviation over the last `window` samples, in float64 so that sums do not drift. */
function writeContext(
  envelope: Float64Array,
  window: number,
  features: Float32Array,
  width: number,
  column: number,
): void {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < envelope.length; row++) {
    const entering = envelope[row]!;
    sum += entering;
    squares += entering * entering;
    if (row >= window) {
      const leaving = envelope[row - window]!;
      sum -= leaving;
      squares -= leaving * leaving;
    }
    const count = Math.min(row + 1, window);
    const mean = sum / count;
    features[row * width + column] = mean;
    features[row * width + column + 1] = Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
}
