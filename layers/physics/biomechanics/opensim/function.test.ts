import { describe, expect, it } from 'vitest';
import { scalarFunction, simmSpline } from './function.ts';
import { xmlRoot } from './xml.ts';

const of = (xml: string) => scalarFunction(xmlRoot(xml))!;

describe('an OpenSim function', () => {
  it.each<[string, (x: number) => number]>([
    ['<Constant name="function"><value>0.3</value></Constant>', () => 0.3],
    ['<LinearFunction><coefficients> 2 -1</coefficients></LinearFunction>', (x) => 2 * x - 1],
    ['<PolynomialFunction><coefficients>1 0 -2</coefficients></PolynomialFunction>', (x) => x * x - 2],
    ['<PiecewiseLinearFunction><x>-1 0 1</x><y>1 0 1</y></PiecewiseLinearFunction>', (x) => Math.abs(x)],
    [
      '<MultiplierFunction><function><LinearFunction><coefficients>1 0</coefficients></LinearFunction></function><scale>3</scale></MultiplierFunction>',
      (x) => 3 * x,
    ],
  ])('has the values of its XML: %s', (xml, expected) => {
    for (const x of [-0.9, -0.2, 0.4, 0.9]) expect(of(xml)(x)).toBeCloseTo(expected(x), 12);
  });

  it('of another kind is not supported', () => {
    expect(scalarFunction(xmlRoot('<GCVSpline/>'))).toBeUndefined();
  });
});

describe("SIMM's spline", () => {
  const x = [-2, -1.2, -0.4, 0.1, 0.9, 1.5];
  const cubic = (q: number): number => 0.3 * q ** 3 - q * q + 0.5 * q - 2;

  it('passes through its points', () => {
    const y = [3, -1, 0.5, 2, 2, -4];
    x.forEach((at, k) => {
      expect(simmSpline(x, y)(at)).toBeCloseTo(y[k]!, 12);
    });
  });

  it('reproduces a cubic, by its end conditions', () => {
    const spline = simmSpline(x, x.map(cubic));
    for (let q = -2; q <= 1.5; q += 0.05) expect(spline(q)).toBeCloseTo(cubic(q), 10);
  });

  it('continues along its tangent beyond the ends', () => {
    const spline = simmSpline(x, x.map(cubic));
    const slope = (q: number): number => 0.9 * q * q - 2 * q + 0.5;
    expect(spline(-2.5)).toBeCloseTo(cubic(-2) - 0.5 * slope(-2), 9);
    expect(spline(2)).toBeCloseTo(cubic(1.5) + 0.5 * slope(1.5), 9);
  });

  it('of two points is a line', () => {
    expect(simmSpline([0, 2], [1, 5])(1)).toBe(3);
  });
});
