import type { Filter, SecondOrderSection } from './butterworth.ts';

/**
 * Applies the filter to past samples only. It starts in the steady state of the first sample, so a signal that starts away
 * from zero makes no step. The result has the length of the input; equals scipy's `sosfilt` with `sosfilt_zi(sos) * x[0]`.
 *
 * @example
 * import { filterCausally, lowPass } from 'sarcomere/signals';
 *
 * filterCausally(lowPass(2, 6, 1000), Float64Array.of(1, 1, 1)); // => [1, 1, 1]
 */
export function filterCausally(filter: Filter, signal: Float64Array): Float64Array {
  const out = Float64Array.from(signal);
  run(filter, out, 'forwards');
  return out;
}

/**
 * Applies the filter forwards and backwards: no delay, squared gain. The ends are padded by odd reflection, as scipy's
 * `sosfiltfilt` does by default; a signal shorter than that padding is padded by its length less one. The result has the
 * length of the input.
 *
 * @example
 * import { filterZeroPhase, lowPass } from 'sarcomere/signals';
 *
 * filterZeroPhase(lowPass(2, 6, 1000), Float64Array.of(2, 2, 2, 2)); // => [2, 2, 2, 2]
 */
export function filterZeroPhase(filter: Filter, signal: Float64Array): Float64Array {
  const length = signal.length;
  if (length === 0) return new Float64Array();
  const pad = Math.min(paddingOf(filter), length - 1);
  const padded = oddExtension(signal, pad);
  run(filter, padded, 'forwards');
  run(filter, padded, 'backwards');
  return padded.subarray(pad, pad + length);
}

/** scipy's rule: three times the taps; first-order sections count one tap less. */
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

/** Transposed direct form II, in place; each section starts in the steady state of its first input. */
function run(filter: Filter, signal: Float64Array, direction: 'forwards' | 'backwards'): void {
  if (signal.length === 0) return;
  const path: Path =
    direction === 'forwards'
      ? { start: 0, end: signal.length, step: 1 }
      : { start: signal.length - 1, end: -1, step: -1 };
  let level = signal[path.start]!;
  for (let at = 0; at < filter.length; at += 4) {
    const [first, second = passThrough, third, fourth = passThrough] = filter.slice(at, at + 4) as Sections;
    level = third
      ? runFour([first, second, third, fourth], signal, path, level)
      : runTwo([first, second], signal, path, level);
  }
}

/** From the index `start` to before `end`. */
interface Path {
  readonly start: number;
  readonly end: number;
  readonly step: 1 | -1;
}

type Sections = [SecondOrderSection, ...SecondOrderSection[]];

const passThrough: SecondOrderSection = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

// Several sections in one loop: each depends only on its own last sample, so the processor computes them side by side.

/** @returns the steady output for the steady input `level` */
function runTwo(
  [first, second]: readonly [SecondOrderSection, SecondOrderSection],
  signal: Float64Array,
  { start, end, step }: Path,
  level: number,
): number {
  const { b0, b1, b2, a1, a2 } = first;
  const { b0: d0, b1: d1, b2: d2, a1: c1, a2: c2 } = second;
  const between = steadyGain(first) * level;
  const steady = steadyGain(second) * between;
  let [state1, state2] = steadyState(first, level);
  let [state3, state4] = steadyState(second, between);
  for (let i = start; i !== end; i += step) {
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

/** As `runTwo`. */
function runFour(
  sections: readonly [SecondOrderSection, SecondOrderSection, SecondOrderSection, SecondOrderSection],
  signal: Float64Array,
  { start, end, step }: Path,
  level: number,
): number {
  const [first, second, third, fourth] = sections;
  const { b0, b1, b2, a1, a2 } = first;
  const { b0: d0, b1: d1, b2: d2, a1: c1, a2: c2 } = second;
  const { b0: f0, b1: f1, b2: f2, a1: e1, a2: e2 } = third;
  const { b0: h0, b1: h1, b2: h2, a1: g1, a2: g2 } = fourth;
  const afterFirst = steadyGain(first) * level;
  const afterSecond = steadyGain(second) * afterFirst;
  const afterThird = steadyGain(third) * afterSecond;
  let [state1, state2] = steadyState(first, level);
  let [state3, state4] = steadyState(second, afterFirst);
  let [state5, state6] = steadyState(third, afterSecond);
  let [state7, state8] = steadyState(fourth, afterThird);
  for (let i = start; i !== end; i += step) {
    const x = signal[i]!;
    const y = b0 * x + state1;
    state1 = b1 * x - a1 * y + state2;
    state2 = b2 * x - a2 * y;
    const z = d0 * y + state3;
    state3 = d1 * y - c1 * z + state4;
    state4 = d2 * y - c2 * z;
    const v = f0 * z + state5;
    state5 = f1 * z - e1 * v + state6;
    state6 = f2 * z - e2 * v;
    const w = h0 * v + state7;
    state7 = h1 * v - g1 * w + state8;
    state8 = h2 * v - g2 * w;
    signal[i] = w;
  }
  return steadyGain(fourth) * afterThird;
}

function steadyGain({ b0, b1, b2, a1, a2 }: SecondOrderSection): number {
  return (b0 + b1 + b2) / (1 + a1 + a2);
}

/** Both delays of a section whose input has always been `level`. */
function steadyState(section: SecondOrderSection, level: number): [number, number] {
  const output = steadyGain(section) * level;
  return [output - section.b0 * level, section.b2 * level - section.a2 * output];
}
