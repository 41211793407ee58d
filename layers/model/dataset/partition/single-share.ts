/** What one training can hold of a study beside what it needs to train, in bytes. */
const mostBytesOfStudy = 700e6;

/** As the tables of sub-domains and once more as one table, and the labels. */
const bytesOfRow = (columns: number) => 8 * columns + 110;

/**
 * Of a study larger than one training can hold, the model on everything learns from an even share: one sub-domain in so
 * many, or one recording where sub-domains are scattered in time.
 *
 * @param rows those to train on and to validate by
 * @param columns of the tables that inputs are made of
 * @returns 1 where everything fits
 */
export function singleLearnsFromOneIn(rows: number, columns: number, mostBytes = mostBytesOfStudy): number {
  return Math.ceil((rows * bytesOfRow(columns)) / mostBytes);
}
