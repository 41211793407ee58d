import { describe, expect, it } from 'vitest';
import { fitStrangerScale, type ScalePair, strangerScales } from './stranger-scale.ts';

/** Two channels; two recordings of each subject, one with strong and one with weak contractions. */
const pairsOf = (strengths: readonly number[], least: number): ScalePair[] =>
  strengths.flatMap((strength, at) =>
    [1, least].map((share) => ({
      subject: `s${at}`,
      own: [share * strength, 3 * share * strength],
      ofSubject: [strength, 3 * strength],
    })),
  );

describe('the scale of a stranger', () => {
  it('follows the recording if recordings show how subjects differ', () => {
    const fitted = fitStrangerScale(pairsOf([0.1, 1, 10], 1))!;
    expect(fitted.slope).toBeCloseTo(1, 9);
    const scales = strangerScales(fitted, [5, 2]);
    expect(scales[0]).toBeCloseTo(5, 6);
    expect(scales[1]).toBeCloseTo(2, 6);
  });

  it('is the usual scale of the study if recordings show nothing of the subject', () => {
    const fitted = fitStrangerScale(pairsOf([2, 2, 2], 0.1))!;
    expect(fitted.slope).toBe(0);
    const scales = strangerScales(fitted, [0.001, 70]);
    expect(scales[0]).toBeCloseTo(2, 9);
    expect(scales[1]).toBeCloseTo(6, 9);
  });

  it('lies between them as a rule, by least squares over all channels', () => {
    const { slope } = fitStrangerScale(pairsOf([0.5, 1, 2], 0.25))!;
    // Logarithms of people: -1, 0, 1 (base 2); of recordings: those, and those less 2.
    expect(slope).toBeCloseTo(4 / (4 + 6), 9);
  });

  it('is that of the recording where fewer than three people have several of them', () => {
    const few = pairsOf([1, 2], 0.5);
    expect(fitStrangerScale(few)).toBeUndefined();
    expect(fitStrangerScale([])).toBeUndefined();
    expect(strangerScales(undefined, [0.3, 4])).toEqual([0.3, 4]);
  });
});
