import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers, referenceNetwork } from '../training/testing.ts';
import { ForwardPass } from './forward-pass.ts';
import type { Dense, LocalNetwork } from './local-network.ts';

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 70 }),
  hidden: fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 3 }),
  muscles: fc.integer({ min: 0, max: 13 }),
  rows: fc.integer({ min: 0, max: 150 }),
  seed: fc.integer(),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

/** Parameters like those at the start of a training: sums of inputs about 1 stay about 1. */
function randomNetwork({ inputs, hidden, muscles, seed }: Shape): LocalNetwork {
  const random = numbers(seed);
  const dense = (from: number, to: number): Dense => ({
    inputs: from,
    outputs: to,
    kernel: Float32Array.from({ length: from * to }, () => (1.7 * random.next()) / Math.sqrt(from)),
    bias: Float32Array.from({ length: to }, () => 0.5 * random.next()),
  });
  const widths = [inputs, ...hidden];
  const last = widths.at(-1)!;
  return {
    hidden: hidden.map((width, at) => dense(widths[at]!, width)),
    angle: dense(last, 1),
    ...(muscles > 0 ? { force: dense(last, muscles) } : {}),
    forceScaleN: Float32Array.from({ length: muscles }, () => 300 + 200 * random.next()),
  };
}

const featuresFor = ({ inputs, rows, seed }: Shape) => {
  const random = numbers(seed + 1);
  return Float32Array.from({ length: rows * inputs }, () => 1.5 * random.next());
};

/** The largest difference from the reference, relative to the largest output of its kind, or to 1. */
function worst(said: Float32Array, reference: readonly number[], unit: number): number {
  const size = reference.reduce((most, value) => Math.max(most, Math.abs(value)), unit);
  return said.reduce((most, value, at) => Math.max(most, Math.abs(value - reference[at]!)), 0) / size;
}

describe.each(['best', 'plain'] as const)('the forward pass in WebAssembly (%s form)', (form) => {
  const pass = new ForwardPass(form);

  it('agrees with the formulas to 2e-6 of the largest output, whatever the widths', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const network = randomNetwork(shape);
        const features = featuresFor(shape);
        const { angleRad, forceN } = pass.run(network, features);
        const reference = referenceNetwork(network, features);
        expect(angleRad).toHaveLength(shape.rows);
        expect(forceN).toHaveLength(shape.rows * shape.muscles);
        expect(worst(angleRad, reference.angleRad, 1)).toBeLessThan(2e-6);
        expect(worst(forceN, reference.forceN, 100)).toBeLessThan(2e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('gives a row the same outputs to the bit, whatever the other rows', () => {
    const shape = { inputs: 13, hidden: [21, 9], muscles: 5, rows: 131, seed: 4 };
    const network = randomNetwork(shape);
    const features = featuresFor(shape);
    const whole = pass.run(network, features);
    for (const row of [0, 3, 63, 64, 129, 130]) {
      const alone = pass.run(network, features.subarray(row * 13, (row + 1) * 13));
      expect(alone.angleRad[0]).toBe(whole.angleRad[row]);
      expect(alone.forceN).toEqual(whole.forceN.subarray(row * 5, (row + 1) * 5));
    }
  });

  it('keeps nothing of the previous network', () => {
    const small = { inputs: 3, hidden: [5], muscles: 2, rows: 10, seed: 1 };
    const large = { inputs: 60, hidden: [64, 64, 64], muscles: 12, rows: 300, seed: 2 };
    const fresh = new ForwardPass(form).run(randomNetwork(small), featuresFor(small));
    pass.run(randomNetwork(large), featuresFor(large));
    expect(pass.run(randomNetwork(small), featuresFor(small))).toEqual(fresh);
  });

  it('is not finite where an input is not, and in no other row', () => {
    const shape = { inputs: 6, hidden: [8], muscles: 1, rows: 8, seed: 3 };
    const features = featuresFor(shape);
    features[2 * 6] = Number.NaN;
    const { angleRad } = pass.run(randomNetwork(shape), features);
    expect([...angleRad].map(Number.isFinite)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((row) => row !== 2));
  });
});

describe('the two forms of the forward pass', () => {
  it('are both tried: the best one here has fused multiply-add', () => {
    expect(new ForwardPass('plain').backend).toBe('simd');
    expect(new ForwardPass('best').backend).toBe('relaxed-simd');
  });
});
