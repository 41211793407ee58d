/**
 * Root mean square frequency of a signal about its mean, Hz, and that of its slope, in which slow drift counts less. Both
 * follow from differences, without a spectrum. For a stationary signal,
 * `E[(x_i - x_(i-1))^2] = 2 E[x^2] (1 - cos(2 pi f / fs))`.
 *
 * @returns NaN for a constant signal, or one of fewer than three samples
 */
export function rmsFrequencies(
  values: Float64Array,
  sampleRateHz: number,
): { readonly signalHz: number; readonly slopeHz: number } {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  const mean = sum / values.length;
  let power = 0;
  let slopePower = 0;
  let bendPower = 0;
  for (let at = 1; at < values.length - 1; at++) {
    const slope = values[at]! - values[at - 1]!;
    const next = values[at + 1]! - values[at]!;
    power += (values[at]! - mean) ** 2;
    slopePower += slope ** 2;
    bendPower += (next - slope) ** 2;
  }
  const frequencyHz = (ofDifferences: number, ofSignal: number) =>
    (sampleRateHz / (2 * Math.PI)) * Math.acos(1 - Math.min(2, ofDifferences / (2 * ofSignal)));
  return { signalHz: frequencyHz(slopePower, power), slopeHz: frequencyHz(bendPower, slopePower) };
}
