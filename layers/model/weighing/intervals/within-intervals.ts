import { halfWidth, type Interval } from '../../predictor/index.ts';

/** One output, one value a row, in the unit of the output. */
export interface Answered {
  /** NaN without a label. */
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** Weighted standard deviation of the local models. */
  readonly spread: ArrayLike<number>;
}

/** How many labels were compared with their interval, and how many lie within it. */
export interface Within {
  readonly compared: number;
  readonly within: number;
}

/** @param intervalOf the interval of a row; null if it has none: its label is then not compared */
export function withinIntervals(
  intervalOf: (row: number) => Interval | null,
  { labels, predicted, spread }: Answered,
): Within {
  let compared = 0;
  let within = 0;
  for (let row = 0; row < labels.length; row++) {
    const interval = intervalOf(row);
    if (Number.isNaN(labels[row]) || interval === null) continue;
    compared++;
    if (Math.abs(labels[row]! - predicted[row]!) <= halfWidth(interval, spread[row]!)) within++;
  }
  return { compared, within };
}

/** Share of the labels within their intervals, several outputs together; null without any label. */
export function shareOf(outputs: readonly Within[]): number | null {
  const compared = outputs.reduce((sum, one) => sum + one.compared, 0);
  return compared === 0 ? null : outputs.reduce((sum, one) => sum + one.within, 0) / compared;
}

/** Half widths over rows, in the unit of the output. */
export interface HalfWidths {
  readonly mean: number;
  readonly largest: number;
}

/** Over all rows that have an interval, labelled or not; null if none has one. */
export function halfWidthsOf(
  intervalOf: (row: number) => Interval | null,
  spread: ArrayLike<number>,
): HalfWidths | null {
  let rows = 0;
  let sum = 0;
  let largest = 0;
  for (let row = 0; row < spread.length; row++) {
    const interval = intervalOf(row);
    if (interval === null) continue;
    const half = halfWidth(interval, spread[row]!);
    rows++;
    sum += half;
    largest = Math.max(largest, half);
  }
  return rows === 0 ? null : { mean: sum / rows, largest };
}
