import type { XmlElement } from '@rgrove/parse-xml';
import { elementsOf, numberAt, numbersAt } from './xml.ts';

export type ScalarFunction = (x: number) => number;

/** An OpenSim function of one variable from its XML element; undefined for a kind that is not supported. */
export function scalarFunction(element: XmlElement): ScalarFunction | undefined {
  switch (element.name) {
    case 'Constant': {
      const value = numberAt(element, 'value') ?? 0;
      return () => value;
    }
    case 'LinearFunction': {
      const [slope = 1, offset = 0] = numbersAt(element, 'coefficients');
      return (x) => slope * x + offset;
    }
    case 'PolynomialFunction': {
      const coefficients = numbersAt(element, 'coefficients');
      return (x) => coefficients.reduce((sum, c) => sum * x + c, 0);
    }
    case 'MultiplierFunction': {
      const scale = numberAt(element, 'scale') ?? 1;
      const inner = elementsOf(elementsOf(element).find((child) => child.name === 'function'))[0];
      const direct = elementsOf(element).find((child) => child.attributes.name === 'function');
      const of = inner ?? direct;
      const scaled = of && scalarFunction(of);
      return scaled && ((x) => scale * scaled(x));
    }
    case 'PiecewiseLinearFunction':
      return piecewiseLinear(numbersAt(element, 'x'), numbersAt(element, 'y'));
    case 'SimmSpline':
      return simmSpline(numbersAt(element, 'x'), numbersAt(element, 'y'));
    default:
      return undefined;
  }
}

function piecewiseLinear(x: readonly number[], y: readonly number[]): ScalarFunction {
  return (at) => {
    const k = pieceOf(x, at);
    return y[k]! + ((y[k + 1]! - y[k]!) / (x[k + 1]! - x[k]!)) * (at - x[k]!);
  };
}

/**
 * Cubic spline of SIMM and OpenSim, by Forsythe, Malcolm & Moler 1977 (Computer Methods for Mathematical Computations,
 * chapter 4): at each end, the third derivative is that of the cubic through the four outermost points. Beyond the points
 * the spline continues along its tangent.
 */
export function simmSpline(x: readonly number[], y: readonly number[]): ScalarFunction {
  const n = x.length;
  if (n < 2) return () => y[0] ?? 0;
  if (n === 2) return piecewiseLinear(x, y);
  const width = (k: number): number => x[k + 1]! - x[k]!;
  const rise = (k: number): number => (y[k + 1]! - y[k]!) / width(k);
  const diagonal = new Float64Array(n);
  const c = new Float64Array(n);
  for (let k = 1; k < n - 1; k++) {
    diagonal[k] = 2 * (width(k - 1) + width(k));
    c[k] = rise(k) - rise(k - 1);
  }
  diagonal[0] = -width(0);
  diagonal[n - 1] = -width(n - 2);
  if (n > 3) {
    const first = c[2]! / (x[3]! - x[1]!) - c[1]! / (x[2]! - x[0]!);
    const last = c[n - 2]! / (x[n - 1]! - x[n - 3]!) - c[n - 3]! / (x[n - 2]! - x[n - 4]!);
    c[0] = (first * width(0) ** 2) / (x[3]! - x[0]!);
    c[n - 1] = (-last * width(n - 2) ** 2) / (x[n - 1]! - x[n - 4]!);
  }
  for (let k = 1; k < n; k++) {
    const factor = width(k - 1) / diagonal[k - 1]!;
    diagonal[k]! -= factor * width(k - 1);
    c[k]! -= factor * c[k - 1]!;
  }
  c[n - 1]! /= diagonal[n - 1]!;
  for (let k = n - 2; k >= 0; k--) c[k] = (c[k]! - width(k) * c[k + 1]!) / diagonal[k]!;
  const slopeAt = (k: number): number => rise(k) - width(k) * (c[k + 1]! + 2 * c[k]!);
  const lastSlope = rise(n - 2) + width(n - 2) * (c[n - 2]! + 2 * c[n - 1]!);
  return (at) => {
    if (at <= x[0]!) return y[0]! + slopeAt(0) * (at - x[0]!);
    if (at >= x[n - 1]!) return y[n - 1]! + lastSlope * (at - x[n - 1]!);
    const k = pieceOf(x, at);
    const d = at - x[k]!;
    const cubic = (c[k + 1]! - c[k]!) / width(k);
    return y[k]! + d * (slopeAt(k) + d * (3 * c[k]! + d * cubic));
  };
}

function pieceOf(x: readonly number[], at: number): number {
  let k = 0;
  while (k < x.length - 2 && at >= x[k + 1]!) k++;
  return k;
}
