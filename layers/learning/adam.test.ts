import { describe, expect, it } from 'vitest';
import { adamState, adamStep, cosineRate } from './adam.ts';

describe('Adam', () => {
  it('goes down a badly scaled quadratic to its minimum', () => {
    const curvatures = [100, 1, 0.01];
    const minimum = [1, -2, 0.5];
    const parameters = new Float64Array(3);
    const state = adamState(3);
    const steps = 3000;
    for (let step = 0; step < steps; step++) {
      const gradient = parameters.map((value, at) => curvatures[at]! * (value - minimum[at]!));
      adamStep(state, parameters, gradient, cosineRate(0.05, step / steps));
    }
    for (const [at, value] of parameters.entries()) expect(value).toBeCloseTo(minimum[at]!, 3);
    expect(state.steps).toBe(steps);
  });

  it('takes a first step as long as the rate against each slope, however steep', () => {
    const parameters = new Float64Array(3);
    adamStep(adamState(3), parameters, Float64Array.of(1e-3, -50, 0), 0.1);
    expect(parameters[0]).toBeCloseTo(-0.1, 5);
    expect(parameters[1]).toBeCloseTo(0.1, 5);
    expect(parameters[2]).toBe(0);
  });
});

describe('the learning rate', () => {
  it('falls along half a cosine from the full rate to a fiftieth and stays there', () => {
    expect(cosineRate(0.1, 0)).toBeCloseTo(0.1, 12);
    expect(cosineRate(0.1, 0.5)).toBeCloseTo(0.051, 12);
    expect(cosineRate(0.1, 1)).toBeCloseTo(0.002, 12);
    expect(cosineRate(0.1, 3)).toBeCloseTo(0.002, 12);
  });
});
