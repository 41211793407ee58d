/** What one training can hold of a study beside what it needs to train, in bytes. */
const mostBytesOfStudy = 700e6;

/** As a table and once more as the network sees it, and the labels. */
const bytesOfRow = (inputs: number) => 8 * inputs + 110;

/**
 * Of a study larger than one training can hold, the model on everything learns from an even share: one sub-domain in so
 * many, or one recording where sub-domains are scattered in time.
 *
 * @param rows those to train on and to validate by
 * @param inputs of the networks
 * @returns 1 where everything fits
 */
export function singleLearnsFromOneIn(rows: number, inputs: number, mostBytes = mostBytesOfStudy): number {
  return Math.ceil((rows * bytesOfRow(inputs)) / mostBytes);
}
