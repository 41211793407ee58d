import type { io, Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixColumn } from '../../base/numbers/index.ts';
import { networkShapeOf } from '../dataset/index.ts';
import { numbers, testProblem, wasmBackend, withTorque } from '../training/testing.ts';
import { fromLayersModel, toLayersModel } from './layers-model.ts';
import { type LocalNetwork, toLocalNetwork } from './local-network.ts';
import { parameterCount } from './network.ts';
import { runNetwork } from './run-network.ts';

function network(muscles: number, hidden = [9, 6], problem = testProblem(5, muscles)): LocalNetwork {
  const shape = { ...networkShapeOf(problem), hidden };
  const random = numbers(muscles + 1);
  const parameters = Float64Array.from({ length: parameterCount(shape) }, () => random.next());
  return toLocalNetwork(parameters, shape, problem);
}

function networkWithTorque(muscles: number): LocalNetwork {
  return network(muscles, [9, 6], withTorque(testProblem(5, muscles)));
}

describe('a TensorFlow.js layers model of a local network', () => {
  it.each([
    ['angle and forces', 3, ['angle', 'force']],
    ['one muscle', 1, ['angle', 'force']],
    ['the angle alone', 0, ['angle']],
    ['angle, forces and torque', 3, ['angle', 'force', 'torque']],
  ])('opens with tf.loadLayersModel and predicts %s as the network does', async (_, muscles, outputNames) => {
    const { tf } = await wasmBackend();
    const local = outputNames.includes('torque') ? networkWithTorque(muscles) : network(muscles);
    const { model, weights } = toLayersModel(local, { study: 'test' });
    // The content of model.json, not the objects in memory.
    const written = JSON.parse(JSON.stringify(model)) as typeof model;
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: written.modelTopology as io.ModelJSON['modelTopology'],
        weightSpecs: written.weightsManifest.flatMap(
          (group) => group.weights,
        ) as unknown as io.WeightsManifestEntry[],
        weightData: Uint8Array.from(weights).buffer,
      }),
    );
    expect(loaded.outputNames).toEqual(outputNames);

    const random = numbers(7);
    const features = Float32Array.from({ length: 50 * 5 }, () => 2 * random.next());
    const answers = [loaded.predict(tf.tensor2d(features, [50, 5]))].flat() as Tensor[];
    const expected = runNetwork(local, features);
    const { values, outputs } = expected;
    expectClose(answers[0]!.dataSync(), matrixColumn(values, outputs, 0));
    const forceN = values.filter((_, at) => at % outputs > 0 && at % outputs <= muscles);
    if (muscles > 0) expectClose(answers[1]!.dataSync(), forceN);
    if (answers[2]) expectClose(answers[2].dataSync(), matrixColumn(values, outputs, outputs - 1));
  });

  it('gives the network back to the bit', () => {
    for (const local of [
      network(3),
      network(0),
      network(2, [4]),
      withAngles(network(3), 2),
      networkWithTorque(3),
    ]) {
      expect(fromLayersModel(toLayersModel(local, {}))).toEqual(local);
    }
  });

  it('has the angles of several coordinates in one output of that many columns', () => {
    const { model } = toLayersModel(withAngles(network(3), 2), {});
    const shapes = model.weightsManifest[0]!.weights.map(({ name, shape }) => [name, shape]);
    expect(shapes).toContainEqual(['angle/kernel', [6, 2]]);
    expect(shapes).toContainEqual(['force_share/kernel', [6, 2]]);
  });

  it('is refused for outputs in another order than the file can say, and without a linear one', () => {
    const local = network(2);
    const [angle, force] = local.outputs;
    const apart = [angle!, force!, angle!, force!];
    for (const outputs of [local.outputs.toReversed(), local.outputs.map(() => force!), apart]) {
      expect(() => toLayersModel({ ...local, outputs }, {})).toThrow('angles first');
    }
  });

  it('is read from bytes that lie anywhere in a larger buffer', () => {
    const { model, weights } = toLayersModel(network(2), {});
    const larger = Buffer.alloc(weights.length + 3, 0xff);
    larger.set(weights, 3);
    expect(fromLayersModel({ model, weights: larger.subarray(3) })).toEqual(network(2));
  });

  it('is refused where weights.bin is cut short or too long, by as little as a byte', () => {
    const { model, weights } = toLayersModel(network(2), {});
    fc.assert(
      fc.property(fc.nat(weights.length - 1), (length) => {
        const cut = { model, weights: weights.subarray(0, length) };
        expect(() => fromLayersModel(cut)).toThrow('weights.bin ends within');
      }),
    );
    for (const more of [1, 4]) {
      const longer = new Uint8Array(weights.length + more);
      longer.set(weights);
      expect(() => fromLayersModel({ model, weights: longer })).toThrow('longer than model.json says');
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is refused if any parameter is %d',
    (value) => {
      const { model, weights } = toLayersModel(network(1, [2]), {});
      for (let at = 0; at < weights.length; at += 4) {
        const broken = weights.slice();
        new DataView(broken.buffer).setFloat32(at, value, true);
        expect(() => fromLayersModel({ model, weights: broken })).toThrow('is not a finite number');
      }
    },
  );

  it('is refused where a layer is missing', () => {
    const { model, weights } = toLayersModel(network(2), {});
    const [group] = model.weightsManifest;
    for (const name of ['angle/kernel', 'angle/bias', 'hidden_2/bias', 'force_share/bias', 'force/kernel']) {
      const renamed = group!.weights.map((weight) =>
        weight.name === name ? { ...weight, name: 'other' } : weight,
      );
      const broken = { ...model, weightsManifest: [{ ...group!, weights: renamed }] };
      expect(() => fromLayersModel({ model: broken, weights })).toThrow('is missing or has the wrong shape');
    }
  });

  it('is refused where one layer gives fewer values than the next one takes', () => {
    const whole = network(2);
    const other = network(2, [9, 7]);
    for (const broken of [
      { ...whole, hidden: [whole.hidden[0]!, other.hidden[1]!] },
      { ...whole, last: other.last },
    ]) {
      expect(() => fromLayersModel(toLayersModel(broken, {}))).toThrow('do not match');
    }
  });
});

/** The network with its first outputs as angles of that many coordinates. */
function withAngles(local: LocalNetwork, count: number): LocalNetwork {
  return {
    ...local,
    outputs: local.outputs.map((output, at) => (at < count ? { activation: 'linear' } : output)),
  };
}

/** To 1e-4 of the largest value. */
function expectClose(actual: ArrayLike<number>, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const apart = Math.max(...expected.map((value, at) => Math.abs(value - actual[at]!)));
  expect(apart / largest).toBeLessThan(1e-4);
}
