import { describe, expect, it } from 'vitest';
import { initialParameters, layersOf, parameterCount } from './network.ts';
import { shapeForMuscles } from './shape-for-muscles.testing.ts';

const shape = shapeForMuscles({ inputs: 3, hidden: [5, 4], muscles: 2 });

describe('a network', () => {
  it('lays its layers end to end in one vector, the last with an angle and a force a muscle', () => {
    expect(layersOf(shape)).toEqual([
      { inputs: 3, outputs: 5, kernelStart: 0, biasStart: 15 },
      { inputs: 5, outputs: 4, kernelStart: 20, biasStart: 40 },
      { inputs: 4, outputs: 3, kernelStart: 44, biasStart: 56 },
    ]);
    expect(parameterCount(shape)).toBe(59);
  });

  it('starts from the same parameters for the same seed and from others for another', () => {
    expect(initialParameters(shape, 1)).toEqual(initialParameters(shape, 1));
    expect(initialParameters(shape, 1)).not.toEqual(initialParameters(shape, 2));
  });

  it('starts with biases of zero and with weights within the bounds of Glorot and Bengio, spread over them', () => {
    const wide = shapeForMuscles({ inputs: 30, hidden: [40], muscles: 4 });
    const parameters = initialParameters(wide, 3);
    for (const { inputs, outputs, kernelStart, biasStart } of layersOf(wide)) {
      const bound = Math.sqrt(6 / (inputs + outputs));
      const kernel = parameters.subarray(kernelStart, biasStart);
      expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(bound);
      expect(Math.max(...kernel)).toBeGreaterThan(0.9 * bound);
      expect(Math.min(...kernel)).toBeLessThan(-0.9 * bound);
      expect(parameters.subarray(biasStart, biasStart + outputs).every((bias) => bias === 0)).toBe(true);
    }
  });
});
