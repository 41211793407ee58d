/** Median, least and most, to three digits. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rounded = (value: number) => Number(value.toPrecision(3));
  return {
    median: rounded(sorted[Math.floor(sorted.length / 2)]!),
    least: rounded(sorted[0]!),
    most: rounded(sorted.at(-1)!),
  };
}
