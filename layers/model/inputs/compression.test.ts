import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compress } from './compression.ts';
import { buildFeatures } from './features.ts';

it('compression is undone by expansion, and takes what is below silence for silence', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (envelope) => {
      expect(Math.exp(compress(envelope)) - 0.02).toBeCloseTo(envelope, 9);
    }),
  );
  expect(compress(-0.3)).toBe(compress(0));
  expect(compress(1)).toBeCloseTo(Math.log(1.02), 12);
});

it('features are lags and context of the compressed envelopes', () => {
  const envelope = Float64Array.from({ length: 40 }, (_, at) => 0.5 + 0.5 * Math.sin(at));
  const settings = { lagsMs: [0, 100], contextS: 0.2 };
  const expected = buildFeatures([envelope.map(compress)], settings, 50);
  expect(buildFeatures([envelope], { ...settings, compression: 'log' }, 50)).toEqual(expected);
  expect(buildFeatures([envelope], { ...settings, compression: 'none' }, 50)).not.toEqual(expected);
});
