/** Memory for a study's rows in one training, besides what training itself needs, bytes. */
const mostBytesOfStudy = 700e6;

/** The tables of the sub-domains, the same rows as one table, and the labels. */
const bytesOfRow = (columns: number) => 8 * columns + 110;

/**
 * If a study is too large for one training, the single model learns from every n-th sub-domain, or from every n-th recording
 * if sub-domains are scattered in time. This function gives n.
 *
 * @param rows number of training and validation rows
 * @param columns number of columns from which inputs are made
 * @returns n; 1 if everything fits
 */
export function singleLearnsFromOneIn(rows: number, columns: number, mostBytes = mostBytesOfStudy): number {
  return Math.ceil((rows * bytesOfRow(columns)) / mostBytes);
}

/**
 * True if forests can learn from these rows. They read the rows one table at a time, but each forest reads whole tables once more,
 * and so does its check.
 *
 * @param rows number of training and validation rows
 * @param columns as above
 * @param inputs of local models
 */
export function forestFits(rows: number, columns: number, inputs: number): boolean {
  return rows * (bytesOfRow(columns) + 4 * inputs) <= mostBytesOfStudy;
}
