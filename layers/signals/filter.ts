import type { Filter, SecondOrderSection } from './butterworth.ts';

/**
 * Applies the filter looking only back. It starts in the steady state of its first sample, so a signal that begins
 * away from zero makes no step. Same length as the input; equals scipy's `sosfilt` with `sosfilt_zi(sos) * x[0]`.
 */
export function filterCausally(filter: Filter, signal: Float64Array): Float64Array {
  const out = Float64Array.from(signal);
  runForwards(filter, out);
  return out;
}

/**
 * Applies the filter forwards and backwards: no delay, squared gain. The ends are padded by odd reflection, as scipy's
 * `sosfiltfilt` does by default; a signal shorter than that padding is padded by its length less one.
 */
export function filterZeroPhase(filter: Filter, signal: Float64Array): Float64Array {
  const length = signal.length;
  if (length === 0) return new Float64Array();
  const pad = Math.min(paddingOf(filter), length - 1);
  const padded = oddExtension(signal, pad);
  runForwards(filter, padded);
  padded.reverse();
  runForwards(filter, padded);
  padded.reverse();
  return padded.subarray(pad, pad + length);
}

/** scipy's rule: three times the taps, where first-order sections count one tap less. */
function paddingOf(filter: Filter): number {
  const withoutB2 = filter.filter((s) => s.b2 === 0).length;
  const withoutA2 = filter.filter((s) => s.a2 === 0).length;
  return 3 * (2 * filter.length + 1 - Math.min(withoutB2, withoutA2));
}

/** Continues the signal by its point reflection about the first and the last sample. */
function oddExtension(signal: Float64Array, pad: number): Float64Array {
  const last = signal.length - 1;
  const out = new Float64Array(signal.length + 2 * pad);
  out.set(signal, pad);
  for (let i = 1; i <= pad; i++) {
    out[pad - i] = 2 * signal[0]! - signal[i]!;
    out[pad + last + i] = 2 * signal[last]! - signal[last - i]!;
  }
  return out;
}

/** Transposed direct form II, in place; each section starts as if its input had always been the first sample. */
function runForwards(filter: Filter, signal: Float64Array): void {
  if (signal.length === 0) return;
  let level = signal[0]!;
  for (let at = 0; at < filter.length; at += 2) {
    const [first, second = passThrough] = [filter[at]!, filter[at + 1]];
    level = runPair(first, second, signal, level);
  }
}

const passThrough: SecondOrderSection = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/**
 * Two sections in one go: each waits for its own last sample only, so that the processor works on both side by side.
 *
 * @returns the steady output for the steady input `level`
 */
function runPair(
  first: SecondOrderSection,
  second: SecondOrderSection,
  signal: Float64Array,
  level: number,
): number {
  const { b0, b1, b2, a1, a2 } = first;
  const { b0: d0, b1: d1, b2: d2, a1: c1, a2: c2 } = second;
  const between = steadyGain(first) * level;
  const steady = steadyGain(second) * between;
  let state1 = between - b0 * level;
  let state2 = b2 * level - a2 * between;
  let state3 = steady - d0 * between;
  let state4 = d2 * between - c2 * steady;
  for (let i = 0; i < signal.length; i++) {
    const x = signal[i]!;
    const y = b0 * x + state1;
    state1 = b1 * x - a1 * y + state2;
    state2 = b2 * x - a2 * y;
    const z = d0 * y + state3;
    state3 = d1 * y - c1 * z + state4;
    state4 = d2 * y - c2 * z;
    signal[i] = z;
  }
  return steady;
}

function steadyGain({ b0, b1, b2, a1, a2 }: SecondOrderSection): number {
  return (b0 + b1 + b2) / (1 + a1 + a2);
}
