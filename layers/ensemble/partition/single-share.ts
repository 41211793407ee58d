/** What one training can hold beside what it needs to train. */
const mostRows = 1_000_000;

/**
 * Of a study larger than one training can hold, the model on everything learns from an even share: one sub-domain in so
 * many, or one recording where sub-domains are scattered in time.
 *
 * @param rows those to train on and to validate by
 * @returns 1 where everything fits
 */
export function singleLearnsFromOneIn(rows: number, most = mostRows): number {
  return Math.ceil(rows / most);
}
