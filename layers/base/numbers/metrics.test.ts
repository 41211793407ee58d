import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedRmse } from './normalised-rmse.ts';
import { pearson } from './pearson.ts';
import { rSquared } from './r-squared.ts';
import { rmse } from './rmse.ts';

const measured = [0.3, -1.2, 2.5, 0.7, 1.9, -0.4, 0.05, 3.1];
const predicted = [0.1, -0.9, 2.2, 1.1, 1.5, -0.6, 0.4, 2.7];
const every = { rmse, normalisedRmse, pearson, rSquared };

/** Whole numbers, so that sums and shifts are exact and only the metric is under test. */
const series = fc
  .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 })
  .filter((values) => values.some((value) => value !== values[0]));

describe('the metrics', () => {
  it('agree with numpy', () => {
    expect(rmse(measured, predicted)).toBeCloseTo(0.3283481384140924, 14);
    expect(normalisedRmse(measured, predicted)).toBeCloseTo(0.07636003218932381, 14); // np.ptp(measured)
    expect(pearson(measured, predicted)).toBeCloseTo(0.979713816293789, 14); // np.corrcoef
    expect(rSquared(measured, predicted)).toBeCloseTo(0.9447635439389998, 14);
  });

  it('are perfect for a perfect prediction', () => {
    fc.assert(
      fc.property(series, (values) => {
        expect(rmse(values, values)).toBe(0);
        expect(normalisedRmse(values, values)).toBe(0);
        expect(pearson(values, values)).toBeCloseTo(1, 12);
        expect(rSquared(values, values)).toBe(1);
      }),
    );
  });

  it.each(Object.entries(every))('%s is NaN without rows', (_name, metric) => {
    expect(metric([], [])).toBeNaN();
  });

  it.each(Object.entries(every))('%s is NaN if a value is NaN', (_name, metric) => {
    expect(metric([1, 2, 3], [1, Number.NaN, 3])).toBeNaN();
  });
});

describe('rmse', () => {
  it('of a shifted series is the shift', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -500, max: 500 }), (values, shift) => {
        const shifted = values.map((value) => value + shift);
        expect(rmse(values, shifted)).toBeCloseTo(Math.abs(shift), 10);
      }),
    );
  });

  it('grows with the unit, and its normalised form does not', () => {
    const inMilli = (values: number[]) => values.map((value) => value * 1000);
    expect(rmse(inMilli(measured), inMilli(predicted))).toBeCloseTo(1000 * rmse(measured, predicted), 9);
    expect(normalisedRmse(inMilli(measured), inMilli(predicted))).toBeCloseTo(
      normalisedRmse(measured, predicted),
      12,
    );
  });
});

describe("Pearson's r", () => {
  it('ignores scale and offset of the prediction, and changes sign with it', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: -500, max: 500 }),
        (values, scale, offset) => {
          const other = values.map((value, at) => value + ((at * 37) % 11));
          if (other.every((value) => value === other[0])) return;
          const r = pearson(values, other);
          const moved = other.map((value) => value * scale + offset);
          expect(pearson(values, moved)).toBeCloseTo(r, 9);
          expect(
            pearson(
              values,
              moved.map((value) => -value),
            ),
          ).toBeCloseTo(-r, 9);
          expect(Math.abs(r)).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
    );
  });

  it('is NaN if one of the two is constant, even if its mean is rounded', () => {
    // (0.1 + 0.1 + 0.1) / 3 is not 0.1.
    expect(pearson([1, 2, 4], [0.1, 0.1, 0.1])).toBeNaN();
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 4])).toBeNaN();
  });
});

describe('r squared', () => {
  it('is 0 for the mean of the measured values and below 0 for worse', () => {
    fc.assert(
      fc.property(series, (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const always = values.map(() => mean);
        expect(rSquared(values, always)).toBeCloseTo(0, 12);
        expect(
          rSquared(
            values,
            always.map((value) => value + 1),
          ),
        ).toBeLessThan(0);
      }),
    );
  });

  it('and the normalised error are NaN if the measured values do not vary', () => {
    expect(rSquared([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(normalisedRmse([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
  });
});
