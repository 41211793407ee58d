import { describe, expect, it } from 'vitest';
import { randomOf } from '../../base/numbers/index.ts';
import { type EmgSpectrum, emgNoise, restedSpectrum } from './emg-noise.ts';

const sampleRateHz = 1000;

describe('emgNoise', () => {
  it('has unit variance and the median frequency of its formula within 2 %', () => {
    const noise = emgNoise(randomOf(1, 'noise'), 200_000, sampleRateHz, () => restedSpectrum);
    const variance = noise.reduce((sum, x) => sum + x * x, 0) / noise.length;
    expect(variance).toBeGreaterThan(0.97);
    expect(variance).toBeLessThan(1.03);
    const expectedHz = medianHz((frequencyHz) => emgPowerDensity(frequencyHz, restedSpectrum));
    expect(medianOf(noise) / expectedHz).toBeGreaterThan(0.98);
    expect(medianOf(noise) / expectedHz).toBeLessThan(1.02);
  });

  it('follows the formula in each band of 50 Hz up to 300 Hz within 10 %', () => {
    const noise = emgNoise(randomOf(2, 'noise'), 200_000, sampleRateHz, () => restedSpectrum);
    const spectrum = powerSpectrum(noise);
    const total = sum(spectrum, 0, 500);
    const formula = Float64Array.from({ length: 500 }, (_, f) => emgPowerDensity(f, restedSpectrum));
    const formulaTotal = sum(formula, 0, 500);
    for (let fromHz = 0; fromHz < 300; fromHz += 50) {
      const share = sum(spectrum, fromHz, fromHz + 50) / total;
      const expected = sum(formula, fromHz, fromHz + 50) / formulaTotal;
      expect(share / expected, `${fromHz} Hz`).toBeGreaterThan(0.9);
      expect(share / expected, `${fromHz} Hz`).toBeLessThan(1.1);
    }
  });

  it('falls in frequency at constant variance if its spectrum does', () => {
    const tired = { lowHz: 42, highHz: 84 };
    const noise = emgNoise(randomOf(3, 'noise'), 120_000, sampleRateHz, (t) =>
      t < 60 ? restedSpectrum : tired,
    );
    const rested = noise.subarray(0, 60_000);
    const after = noise.subarray(60_000);
    expect(medianOf(after) / medianOf(rested)).toBeGreaterThan(0.65);
    expect(medianOf(after) / medianOf(rested)).toBeLessThan(0.75);
    expect(after.reduce((total, x) => total + x * x, 0) / after.length).toBeCloseTo(1, 1);
  });
});

/**
 * Power density of surface EMG, unscaled (Shwedyk, Balasubramanian & Scott 1977; Farina & Merletti 2000):
 * `f_h^4 f^2 / ((f^2 + f_l^2) (f^2 + f_h^2)^2)`.
 */
function emgPowerDensity(frequencyHz: number, { lowHz, highHz }: EmgSpectrum): number {
  const f2 = frequencyHz * frequencyHz;
  return (highHz ** 4 * f2) / ((f2 + lowHz * lowHz) * (f2 + highHz * highHz) ** 2);
}

/** Welch's method: blocks of one second, Hann window, so one bin a hertz. */
function powerSpectrum(signal: Float64Array): Float64Array {
  const spectrum = new Float64Array(500);
  const window = Float64Array.from(
    { length: 1000 },
    (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / 1000),
  );
  const cosine = Float64Array.from({ length: 1000 }, (_, k) => Math.cos((2 * Math.PI * k) / 1000));
  for (let from = 0; from + 1000 <= signal.length; from += 5000) {
    for (let f = 0; f < 500; f++) {
      let real = 0;
      let imaginary = 0;
      for (let k = 0; k < 1000; k++) {
        const sample = signal[from + k]! * window[k]!;
        real += sample * cosine[(f * k) % 1000]!;
        imaginary += sample * cosine[(f * k + 250) % 1000]!;
      }
      spectrum[f]! += real * real + imaginary * imaginary;
    }
  }
  return spectrum;
}

const sum = (values: Float64Array, from: number, to: number) =>
  values.subarray(from, to).reduce((total, value) => total + value, 0);

function medianOf(signal: Float64Array): number {
  const spectrum = powerSpectrum(signal);
  return medianHz((f) => spectrum[Math.round(f)] ?? 0);
}

/** The frequency below which half the power up to 500 Hz lies. */
function medianHz(density: (frequencyHz: number) => number): number {
  const powers = Array.from({ length: 500 }, (_, f) => density(f));
  const half = powers.reduce((total, power) => total + power, 0) / 2;
  let below = 0;
  for (let f = 0; f < 500; f++) {
    const upTo = below + powers[f]!;
    if (upTo >= half) return f + (half - below) / powers[f]!;
    below = upTo;
  }
  return 500;
}
