import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixColumn } from '../../base/numbers/index.ts';
import { numbers, referenceNetwork } from '../training/testing.ts';
import { ForwardPass } from './forward-pass.ts';
import type { Dense, LocalNetwork } from './local-network.ts';

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 70 }),
  hidden: fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 3 }),
  outputs: fc.array(fc.constantFrom('linear', 'softplus'), { minLength: 1, maxLength: 14 }),
  rows: fc.integer({ min: 0, max: 150 }),
  seed: fc.integer(),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

const angleAndForces = (muscles: number): Shape['outputs'] => [
  'linear',
  ...new Array<'softplus'>(muscles).fill('softplus'),
];

/** Parameters like those at the start of a training: sums of inputs about 1 stay about 1. */
function randomNetwork({ inputs, hidden, outputs, seed }: Shape): LocalNetwork {
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
    last: dense(last, outputs.length),
    outputs: outputs.map((activation) =>
      activation === 'linear'
        ? { activation }
        : { activation, scale: Math.fround(300 + 200 * random.next()) },
    ),
  };
}

const featuresFor = ({ inputs, rows, seed }: Shape) => {
  const random = numbers(seed + 1);
  return Float32Array.from({ length: rows * inputs }, () => 1.5 * random.next());
};

/** The largest difference from the reference, relative to the largest output of its activation, or to its unit. */
function worst(found: Float32Array, reference: readonly number[], kinds: Shape['outputs']): number {
  const differences = (['linear', 'softplus'] as const).map((kind) => {
    const places = [...found.keys()].filter((at) => kinds[at % kinds.length] === kind);
    const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const unit = kind === 'linear' ? 1 : 100;
    const size = Math.max(unit, most(places.map((at) => reference[at]!)));
    return most(places.map((at) => found[at]! - reference[at]!)) / size;
  });
  return Math.max(...differences);
}

describe.each(['best', 'plain'] as const)('the forward pass in WebAssembly (%s form)', (form) => {
  const pass = new ForwardPass(form);

  it('agrees with the formulas to 2e-6 of the largest output, whatever the widths', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const network = randomNetwork(shape);
        const features = featuresFor(shape);
        const { values, outputs } = pass.run(network, features);
        expect(outputs).toBe(shape.outputs.length);
        expect(values).toHaveLength(shape.rows * outputs);
        expect(worst(values, referenceNetwork(network, features), shape.outputs)).toBeLessThan(2e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('gives a row the same outputs to the bit, whatever the other rows', () => {
    const shape = { inputs: 13, hidden: [21, 9], outputs: angleAndForces(5), rows: 131, seed: 4 };
    const network = randomNetwork(shape);
    const features = featuresFor(shape);
    const whole = pass.run(network, features);
    for (const row of [0, 3, 63, 64, 129, 130]) {
      const alone = pass.run(network, features.subarray(row * 13, (row + 1) * 13));
      expect(alone.values).toEqual(whole.values.subarray(row * 6, (row + 1) * 6));
    }
  });

  it('keeps nothing of the previous network', () => {
    const small = { inputs: 3, hidden: [5], outputs: angleAndForces(2), rows: 10, seed: 1 };
    const large = { inputs: 60, hidden: [64, 64, 64], outputs: angleAndForces(12), rows: 300, seed: 2 };
    const fresh = new ForwardPass(form).run(randomNetwork(small), featuresFor(small));
    pass.run(randomNetwork(large), featuresFor(large));
    expect(pass.run(randomNetwork(small), featuresFor(small))).toEqual(fresh);
  });

  it('is not finite where an input is not, and in no other row', () => {
    const shape = { inputs: 6, hidden: [8], outputs: angleAndForces(1), rows: 8, seed: 3 };
    const features = featuresFor(shape);
    features[2 * 6] = Number.NaN;
    const { values, outputs } = pass.run(randomNetwork(shape), features);
    expect([...matrixColumn(values, outputs, 0)].map(Number.isFinite)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((row) => row !== 2),
    );
  });
});

describe('the two forms of the forward pass', () => {
  it('are both tried: the best one here has fused multiply-add', () => {
    expect(new ForwardPass('plain').backend).toBe('simd');
    expect(new ForwardPass('best').backend).toBe('relaxed-simd');
  });
});
