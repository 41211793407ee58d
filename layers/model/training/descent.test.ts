import { describe, expect, it } from 'vitest';
import { initialParameters, layersOf, parameterCount } from '../network/index.ts';
import { shapeForMuscles } from '../network/testing.ts';
import { cosineRate, type Descent } from './descent.ts';
import { numbers } from './problem.testing.ts';
import { startDescent } from './start-descent.ts';

const shape = shapeForMuscles({ inputs: 6, hidden: [11], muscles: 2 });
const size = parameterCount(shape);
const optimisers = ['soap', 'adam'] as const;

/**
 * A bowl for each layer's matrix W: |P (W - W0) Q|^2 / 2 with P and Q turned and badly scaled, so that the slopes of
 * single parameters hardly show the way down.
 */
function turnedBowl() {
  const random = numbers(5);
  const minimum = Float64Array.from({ length: size }, () => random.next());
  const layers = layersOf(shape).map(({ inputs, outputs, kernelStart }) => ({
    rows: inputs + 1,
    columns: outputs,
    start: kernelStart,
    left: illConditioned(inputs + 1),
    right: illConditioned(outputs),
  }));
  const loss = (parameters: Float64Array, gradient?: Float64Array): number => {
    let total = 0;
    for (const { rows, columns, start, left, right } of layers) {
      const away = Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => {
          const at = start + row * columns + column;
          return parameters[at]! - minimum[at]!;
        }),
      );
      const pulled = product(product(left, away), right);
      for (const [row, values] of pulled.entries()) {
        for (const [column, value] of values.entries()) {
          total += (value * away[row]![column]!) / 2;
          if (gradient) gradient[start + row * columns + column] = value;
        }
      }
    }
    return total;
  };
  return loss;

  /** Symmetric, with eigenvalues from 1 down to 1/100 along random directions. */
  function illConditioned(count: number): number[][] {
    let matrix = Array.from({ length: count }, (_, row) =>
      Array.from({ length: count }, (_, column) => (row === column ? 0.01 ** (row / (count - 1)) : 0)),
    );
    for (let turn = 0; turn < 3; turn++) {
      const axis = Array.from({ length: count }, () => random.next());
      const square = axis.reduce((sum, part) => sum + part * part, 0);
      const mirror = axis.map((a, row) => axis.map((b, at) => (row === at ? 1 : 0) - (2 * a * b) / square));
      matrix = product(product(mirror, matrix), mirror);
    }
    return matrix;
  }
}

function product(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => b[0]!.map((_, at) => row.reduce((sum, value, k) => sum + value * b[k]![at]!, 0)));
}

function descend(descent: Descent, from: Float64Array, steps: number, rate: number): Float64Array {
  const loss = turnedBowl();
  const gradient = new Float64Array(size);
  for (let step = 0; step < steps; step++) {
    loss(from, gradient);
    descent.step(from, gradient, cosineRate(rate, step / steps));
  }
  return from;
}

describe.each(optimisers)('%s', (optimiser) => {
  it('goes down a turned and badly scaled bowl', () => {
    const parameters = initialParameters(shape, 1);
    const before = turnedBowl()(parameters);
    descend(startDescent(optimiser, shape), parameters, 400, 0.05);
    expect(turnedBowl()(parameters)).toBeLessThan(0.02 * before);
  });

  it('goes on from its state to the very same parameters', () => {
    const whole = startDescent(optimiser, shape);
    const expected = descend(whole, initialParameters(shape, 1), 50, 0.02);
    descend(whole, expected, 30, 0.02);

    const first = startDescent(optimiser, shape);
    const found = descend(first, initialParameters(shape, 1), 50, 0.02);
    const second = startDescent(optimiser, shape);
    second.restore(structuredClone(first.state()));
    descend(second, found, 30, 0.02);
    expect(found).toEqual(expected);
  });

  it('leaves parameters alone whose slopes are zero', () => {
    const descent = startDescent(optimiser, shape);
    const parameters = initialParameters(shape, 1);
    for (let step = 0; step < 45; step++) descent.step(parameters, new Float64Array(size), 0.1);
    expect(parameters).toEqual(initialParameters(shape, 1));
  });
});

describe('soap', () => {
  it('ends far below Adam where the slopes of single weights mislead', () => {
    const loss = turnedBowl();
    const least = (optimiser: 'soap' | 'adam') =>
      Math.min(
        ...[0.01, 0.03, 0.1].map((rate) =>
          loss(descend(startDescent(optimiser, shape), initialParameters(shape, 1), 200, rate)),
        ),
      );
    expect(least('soap')).toBeLessThan(0.3 * least('adam'));
  });

  it('learns directions that came alive late', () => {
    const descent = startDescent('soap', shape);
    const parameters = new Float64Array(size);
    const gradient = new Float64Array(size);
    const target = 0.5;
    for (let step = 0; step < 400; step++) {
      // The first layer's first row, that of an input which is zero for the first forty steps.
      for (let at = 0; at < 11; at++) gradient[at] = step < 40 ? 0 : parameters[at]! - target;
      for (let at = 11; at < size; at++) gradient[at] = parameters[at]! - target;
      descent.step(parameters, gradient, cosineRate(0.05, step / 400));
    }
    for (const value of parameters) expect(value).toBeCloseTo(target, 1);
  });

  it('serves layers too wide to be turned', () => {
    const wide = shapeForMuscles({ inputs: 300, hidden: [4], muscles: 0 });
    const descent = startDescent('soap', wide);
    const parameters = initialParameters(wide, 1);
    const length = () => parameters.reduce((sum, value) => sum + value * value, 0);
    const before = length();
    for (let step = 0; step < 100; step++) descent.step(parameters, parameters.slice(), 0.01);
    expect(length()).toBeLessThan(0.1 * before);
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
