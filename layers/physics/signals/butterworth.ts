import { FaultError } from '../../base/faults/index.ts';

/** One section of a filter: y = (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2) x. */
export interface SecondOrderSection {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** A filter as second-order sections, applied one after the other. */
export type Filter = readonly SecondOrderSection[];

/**
 * Digital Butterworth low-pass by the bilinear transform, as `scipy.signal.butter(order, cutOffHz, output='sos')`. Gain 1
 * at 0 Hz, 1/sqrt(2) at the cut-off.
 *
 * @throws FaultError FILTER_BAND if the cut-off is not below half the sample rate, or the order not from 1 to 12
 *
 * @example
 * import { lowPass } from 'sarcomere/signals';
 *
 * lowPass(2, 6, 1000)[0].b0; // => 0.00034604
 */
export function lowPass(order: number, cutOffHz: number, sampleRateHz: number): Filter {
  const cutOff = warped(cutOffHz, sampleRateHz);
  const poles = prototypePoles(order).map((pole) => scale(pole, cutOff));
  return sections(pairsOf(poles), zerosAt(-1), 1);
}

/**
 * Digital Butterworth high-pass, as `lowPass`; gain 1 at half the sample rate.
 *
 * @throws FaultError FILTER_BAND as `lowPass`
 *
 * @example
 * import { highPass } from 'sarcomere/signals';
 *
 * highPass(2, 20, 1000).length; // => 1
 */
export function highPass(order: number, cutOffHz: number, sampleRateHz: number): Filter {
  const cutOff = warped(cutOffHz, sampleRateHz);
  const poles = prototypePoles(order).map((pole) => scale(inverse(pole), cutOff));
  return sections(pairsOf(poles), zerosAt(1), -1);
}

/**
 * Digital Butterworth band-pass with `order` poles at either edge (so 2 x order in all, as in scipy). Each section has one
 * zero at 0 Hz and one at half the sample rate; scipy pairs its zeros in another way, with the same product.
 *
 * @throws FaultError FILTER_BAND as `lowPass`, or if the lower edge is not below the upper one
 *
 * @example
 * import { bandPass } from 'sarcomere/signals';
 *
 * bandPass(4, [20, 450], 1000).length; // => 4
 */
export function bandPass(
  order: number,
  [lowHz, highHz]: readonly [number, number],
  sampleRateHz: number,
): Filter {
  const low = warped(lowHz, sampleRateHz);
  const high = warped(highHz, sampleRateHz);
  if (!(low < high)) throw bandFault(`${lowHz} to ${highHz} Hz`, 'a lower edge below the upper edge');
  const width = high - low;
  const pairs = prototypePoles(order).flatMap((pole) => bandPoles(scale(pole, width / 2), low * high));
  return sections(pairs, () => [0, -1], digital(0, Math.sqrt(low * high)));
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Two poles that make one real section; the second is absent in a first-order section. */
type PolePair = readonly [Complex, Complex?];

/** Analogue edge, at two samples a second, whose bilinear image is the digital edge. */
function warped(edgeHz: number, sampleRateHz: number): number {
  const isBelowNyquist = edgeHz > 0 && edgeHz < sampleRateHz / 2;
  if (!isBelowNyquist) {
    throw bandFault(
      `${edgeHz} Hz at ${sampleRateHz} samples a second`,
      'more than 0 and less than half the sample rate',
    );
  }
  return 4 * Math.tan((Math.PI * edgeHz) / sampleRateHz);
}

/** Poles of the analogue low-pass of cut-off 1 rad/s: those above the real axis, then the real pole of an odd order. */
function prototypePoles(order: number): Complex[] {
  if (!Number.isInteger(order) || order < 1 || order > 12)
    throw bandFault(`order ${order}`, 'an order from 1 to 12');
  return Array.from({ length: Math.ceil(order / 2) }, (_, k) => {
    const angle = (Math.PI * (order + 1 + 2 * k)) / (2 * order);
    const isReal = order % 2 === 1 && k === (order - 1) / 2;
    return isReal ? { re: -1, im: 0 } : { re: Math.cos(angle), im: Math.sin(angle) };
  });
}

function pairsOf(analogue: Complex[]): PolePair[] {
  return analogue.map((pole) => {
    const z = digital(pole.re, pole.im);
    return pole.im === 0 ? [z] : [z, conjugate(z)];
  });
}

/** The low-pass pole p becomes p +- sqrt(p^2 - centre^2). */
function bandPoles(p: Complex, centreSquared: number): PolePair[] {
  const root = squareRoot({ re: p.re * p.re - p.im * p.im - centreSquared, im: 2 * p.re * p.im });
  const first = digital(p.re + root.re, p.im + root.im);
  const second = digital(p.re - root.re, p.im - root.im);
  if (p.im === 0) return [[first, second]];
  return [
    [first, conjugate(first)],
    [second, conjugate(second)],
  ];
}

/** Numerator coefficients b1, b2 of `(1 - zero/z)` or of its square. */
function zerosAt(zero: 1 | -1) {
  return ([, second]: PolePair): [number, number] => (second ? [-2 * zero, 1] : [-zero, 0]);
}

/** Sections with the poles nearest the unit circle last and the gain in the first, so that the whole has gain 1 at z. */
function sections(
  pairs: PolePair[],
  zeros: (pair: PolePair) => [number, number],
  unityAt: number | Complex,
): Filter {
  const z = typeof unityAt === 'number' ? { re: unityAt, im: 0 } : unityAt;
  const sorted = [...pairs].sort((a, b) => radius(a) - radius(b));
  const plain = sorted.map((pair): SecondOrderSection => {
    const [p, q = { re: 0, im: 0 }] = pair;
    const [b1, b2] = zeros(pair);
    return { b0: 1, b1, b2, a1: -(p.re + q.re), a2: p.re * q.re - p.im * q.im };
  });
  const gain = 1 / plain.reduce((product, section) => product * magnitude(section, z), 1);
  return plain.map((s, i) => (i === 0 ? { ...s, b0: gain, b1: s.b1 * gain, b2: s.b2 * gain } : s));
}

function radius([p, q]: PolePair): number {
  return Math.max(Math.hypot(p.re, p.im), q ? Math.hypot(q.re, q.im) : 0);
}

/** |H(z)| for z on the unit circle. */
function magnitude(s: SecondOrderSection, z: Complex): number {
  const w = conjugate(z);
  const w2 = { re: w.re * w.re - w.im * w.im, im: 2 * w.re * w.im };
  const up = Math.hypot(s.b0 + s.b1 * w.re + s.b2 * w2.re, s.b1 * w.im + s.b2 * w2.im);
  const down = Math.hypot(1 + s.a1 * w.re + s.a2 * w2.re, s.a1 * w.im + s.a2 * w2.im);
  return up / down;
}

/** Bilinear transform at two samples a second: z = (4 + s) / (4 - s). */
function digital(re: number, im: number): Complex {
  const down = (4 - re) ** 2 + im * im;
  return { re: (16 - re * re - im * im) / down, im: (8 * im) / down };
}

function scale(z: Complex, by: number): Complex {
  return { re: z.re * by, im: z.im * by };
}

function conjugate(z: Complex): Complex {
  return { re: z.re, im: -z.im };
}

function inverse(z: Complex): Complex {
  const squared = z.re * z.re + z.im * z.im;
  return { re: z.re / squared, im: -z.im / squared };
}

function squareRoot(z: Complex): Complex {
  const length = Math.hypot(z.re, z.im);
  const re = Math.sqrt((length + z.re) / 2);
  const im = Math.sqrt((length - z.re) / 2);
  return { re, im: z.im < 0 ? -im : im };
}

function bandFault(found: string, expected: string): FaultError {
  return new FaultError([
    {
      code: 'FILTER_BAND',
      what: 'A filter with this band cannot be designed.',
      where: {},
      found,
      expected,
      fix: 'Change the cut-off in the manifest, or give signals at a higher rate.',
    },
  ]);
}
