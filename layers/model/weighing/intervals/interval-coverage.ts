import { columnsOfQuantity, labelsOf, type SampleTable } from '../../dataset/index.ts';
import type { Combined, Interval, OutputIntervals } from '../../predictor/index.ts';
import { type HalfWidths, halfWidthsOf, shareOf, withinIntervals } from './within-intervals.ts';

/** Coverage and widths of 90 % intervals on held-out rows; JSON-serialisable. */
export interface IntervalCoverage {
  /** Share of the measured angles within their intervals; null if no angle has both label and interval. */
  readonly angle: number | null;
  /** The same for the labels of each muscle, and for the labels of all muscles together. */
  readonly forces: Readonly<Record<string, number | null>>;
  readonly allForces: number | null;
  /** Half widths over all held-out rows; null if no row has an interval. */
  readonly angleHalfWidthRad: HalfWidths | null;
  readonly forceHalfWidthsN: Readonly<Record<string, HalfWidths | null>>;
}

/**
 * @param answer prediction for the rows of the table
 * @param muscles names, in the order of the forces of the answer
 * @param intervalsAt intervals of a prediction for this row
 */
export function intervalCoverage(
  table: SampleTable,
  answer: Combined,
  muscles: readonly string[],
  intervalsAt: (row: number) => OutputIntervals,
): IntervalCoverage {
  const angleAt = (row: number) => intervalsAt(row).angle;
  const angle = { labels: labelsOf(table, 0), predicted: answer.angleRad, spread: answer.spreadAngleRad };
  const forcesOfTable = columnsOfQuantity(table.outputs, 'force');
  const forces = muscles.map((name, at) => {
    const column = (values: ArrayLike<number>) =>
      Float64Array.from({ length: table.rows }, (_, row) => values[row * muscles.length + at]!);
    const forceAt = (row: number): Interval | null => intervalsAt(row).forces[at] ?? null;
    const spread = column(answer.spreadForceN);
    const force = { labels: labelsOf(table, forcesOfTable[at]!), predicted: column(answer.forceN), spread };
    return { name, within: withinIntervals(forceAt, force), halfWidths: halfWidthsOf(forceAt, spread) };
  });
  return {
    angle: shareOf([withinIntervals(angleAt, angle)]),
    forces: Object.fromEntries(forces.map(({ name, within }) => [name, shareOf([within])])),
    allForces: shareOf(forces.map(({ within }) => within)),
    angleHalfWidthRad: halfWidthsOf(angleAt, answer.spreadAngleRad),
    forceHalfWidthsN: Object.fromEntries(forces.map(({ name, halfWidths }) => [name, halfWidths])),
  };
}
