import { type NetworkShape, parameterCount } from '../network/index.ts';
import type { Descent } from './descent.ts';

/** Adam (Kingma & Ba 2015): beta 0.9 and 0.999, epsilon 1e-8. */
export function adam(shape: NetworkShape): Descent {
  const size = parameterCount(shape);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let steps = 0;
  return {
    step(parameters, gradient, learningRate) {
      steps++;
      const stride = learningRate / (1 - 0.9 ** steps);
      const spread = 1 / Math.sqrt(1 - 0.999 ** steps);
      for (let at = 0; at < size; at++) {
        const slope = gradient[at]!;
        const mean = 0.9 * first[at]! + 0.1 * slope;
        const square = 0.999 * second[at]! + 0.001 * slope * slope;
        first[at] = mean;
        second[at] = square;
        parameters[at]! -= (stride * mean) / (spread * Math.sqrt(square) + 1e-8);
      }
    },
    state: () => ({ steps, vectors: { first: first.slice(), second: second.slice() } }),
    restore({ steps: taken, vectors }) {
      steps = taken;
      first.set(vectors.first!);
      second.set(vectors.second!);
    },
  };
}
