/** Correlation over the rows where both are numbers. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = Array.from(a, (_, at) => at).filter((at) => Number.isFinite(a[at]! + b[at]!));
  const mean = (of: ArrayLike<number>) => rows.reduce((sum, at) => sum + of[at]!, 0) / rows.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (const at of rows) {
    both += (a[at]! - meanA) * (b[at]! - meanB);
    squaresA += (a[at]! - meanA) ** 2;
    squaresB += (b[at]! - meanB) ** 2;
  }
  return both / Math.sqrt(squaresA * squaresB);
}
