import { describe, expect, it } from 'vitest';
import { dot } from '../../base/numbers/index.ts';
import { type LossAndGradient, lbfgsState, lbfgsStep } from './lbfgs.ts';

/** Rosenbrock's valley in pairs of dimensions; 0 at (1, 1, ...). */
const rosenbrock: LossAndGradient = (x, gradient) => {
  let value = 0;
  gradient.fill(0);
  for (let at = 0; at + 1 < x.length; at += 2) {
    const [a, b] = [1 - x[at]!, x[at + 1]! - x[at]! ** 2];
    value += a * a + 100 * b * b;
    gradient[at] = -2 * a - 400 * b * x[at]!;
    gradient[at + 1] = 200 * b;
  }
  return value;
};

describe('L-BFGS', () => {
  it.each([2, 10])("minimises Rosenbrock's valley in %i dimensions to 1e-8", (dimensions) => {
    const x = Float64Array.from({ length: dimensions }, (_, at) => (at % 2 === 0 ? -1.2 - 0.1 * at : 1));
    const state = lbfgsState(x, rosenbrock);
    while (state.value > 1e-8 && state.iterations < 100 && lbfgsStep(state, x, rosenbrock));
    expect(state.value).toBeLessThan(1e-8);
    for (const value of x) expect(value).toBeCloseTo(1, 3);
  });

  it('meets the strong Wolfe conditions in every iteration, and keeps value and gradient in step', () => {
    const x = Float64Array.of(-1.2, 1);
    const state = lbfgsState(x, rosenbrock);
    for (let iteration = 0; iteration < 20; iteration++) {
      const before = { x: x.slice(), value: state.value, gradient: state.gradient.slice() };
      expect(lbfgsStep(state, x, rosenbrock)).toBe(true);
      const step = x.map((value, at) => value - before.x[at]!);
      const slope = dot(step, before.gradient);
      expect(slope).toBeLessThan(0);
      expect(state.value).toBeLessThanOrEqual(before.value + 1e-4 * slope);
      expect(Math.abs(dot(step, state.gradient))).toBeLessThanOrEqual(0.9 * -slope * (1 + 1e-12));
      const gradient = new Float64Array(2);
      expect(state.value).toBe(rosenbrock(x, gradient));
      expect(state.gradient).toEqual(gradient);
    }
  });

  it('remembers ten pairs at most', () => {
    const x = Float64Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? -1.2 - 0.1 * at : 1));
    const state = lbfgsState(x, rosenbrock);
    for (let iteration = 0; iteration < 15; iteration++) lbfgsStep(state, x, rosenbrock);
    expect([state.steps.length, state.changes.length, state.iterations]).toEqual([10, 10, 15]);
  });

  it('returns false at the minimum, and stays there', () => {
    const x = Float64Array.of(1, 1);
    const state = lbfgsState(x, rosenbrock);
    expect(lbfgsStep(state, x, rosenbrock)).toBe(false);
    expect([...x]).toEqual([1, 1]);
  });

  it.each([
    ['value', Number.NaN, 1],
    ['gradient', -1e9, Number.NaN],
  ])('does not step to where the %s is not finite', (_, valueBeyond, slopeBeyond) => {
    const walled: LossAndGradient = (x, gradient) => {
      const isBeyond = x[0]! > 0.5;
      gradient[0] = isBeyond ? slopeBeyond : 2 * (x[0]! - 1);
      return isBeyond ? valueBeyond : (x[0]! - 1) ** 2;
    };
    const x = Float64Array.of(0);
    const state = lbfgsState(x, walled);
    for (let iteration = 0; iteration < 5; iteration++) lbfgsStep(state, x, walled);
    expect(x[0]).toBeGreaterThan(0.1);
    expect(x[0]).toBeLessThanOrEqual(0.5);
    expect(Number.isFinite(state.value) && state.gradient.every(Number.isFinite)).toBe(true);
  });
});
