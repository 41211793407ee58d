import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Probe, strongWolfe } from './line-search.ts';

type Curve = (step: number) => { readonly value: number; readonly slope: number };

function search(curve: Curve, firstStep: number, mostProbes?: number) {
  const start: Probe = { step: 0, ...curve(0) };
  let probes = 0;
  const found = strongWolfe(
    start,
    firstStep,
    (step) => {
      probes++;
      return { step, ...curve(step) };
    },
    mostProbes,
  );
  return { start, found, probes };
}

function expectStrongWolfe(start: Probe, found: Probe | undefined) {
  expect(found!.step).toBeGreaterThan(0);
  expect(found!.value).toBeLessThanOrEqual(start.value + 1e-4 * found!.step * start.slope);
  expect(Math.abs(found!.slope)).toBeLessThanOrEqual(0.9 * Math.abs(start.slope));
}

const positive = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });

describe('the line search', () => {
  it('meets the strong Wolfe conditions on any parabola, be the first step far too long or too short', () => {
    fc.assert(
      fc.property(positive(0.01, 100), positive(0.01, 100), (curvature, minimum) => {
        const curve: Curve = (step) => ({
          value: 0.5 * curvature * (step - minimum) ** 2,
          slope: curvature * (step - minimum),
        });
        const { start, found } = search(curve, 1);
        expectStrongWolfe(start, found);
      }),
    );
  });

  it.each<[string, Curve]>([
    ['a long flat valley', (t) => ({ value: -t / (t * t + 2), slope: (t * t - 2) / (t * t + 2) ** 2 })],
    ['a quartic', (t) => ({ value: (t - 1) ** 4 - t / 9, slope: 4 * (t - 1) ** 3 - 1 / 9 })],
    ['a ripple', (t) => ({ value: 0.05 * t * t - Math.sin(t), slope: 0.1 * t - Math.cos(t) })],
  ])('meets them on %s from steps of any length', (_, curve) => {
    for (const firstStep of [1e-2, 0.1, 1, 10, 100]) {
      const { start, found } = search(curve, firstStep, 40);
      expectStrongWolfe(start, found);
    }
  });

  it('never returns an increase and never asks for more than its probes, however wild the curve', () => {
    const wave = fc.record({ size: positive(-3, 3), rate: positive(0.1, 40), phase: positive(0, 6) });
    fc.assert(
      fc.property(fc.array(wave, { minLength: 1, maxLength: 5 }), positive(1e-3, 1e3), (waves, firstStep) => {
        const sum = (of: (wave: { size: number; rate: number; phase: number }) => number) =>
          waves.reduce((total, one) => total + of(one), 0);
        const curve: Curve = (step) => ({
          value: sum(({ size, rate, phase }) => size * Math.sin(rate * step + phase)),
          slope: sum(({ size, rate, phase }) => size * rate * Math.cos(rate * step + phase)),
        });
        fc.pre(curve(0).slope < 0);
        const { start, found, probes } = search(curve, firstStep);
        expect(probes).toBeLessThanOrEqual(12);
        if (found) expect(found.value).toBeLessThanOrEqual(start.value);
      }),
    );
  });

  it('steps back from a wall of infinite loss', () => {
    const curve: Curve = (t) =>
      t < 0.3 ? { value: -t, slope: -1 } : { value: Number.POSITIVE_INFINITY, slope: Number.NaN };
    const { found } = search(curve, 1);
    expect(found!.step).toBeLessThan(0.3);
    expect(found!.value).toBeLessThan(0);
  });

  it('finds nothing where everything goes up', () => {
    // The slope lies: rounding does this close to a minimum.
    expect(search((t) => ({ value: t, slope: -1e-9 }), 1).found).toBeUndefined();
  });
});
