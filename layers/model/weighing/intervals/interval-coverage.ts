import { matrixColumn } from '../../../base/numbers/index.ts';
import { labelsOf, type SampleTable } from '../../dataset/index.ts';
import type { Combined, Interval, ModelOutput, OutputIntervals } from '../../predictor/index.ts';
import { type HalfWidths, halfWidthsOf, shareOf, withinIntervals } from './within-intervals.ts';

/** Coverage and widths of 90 % intervals on held-out rows; JSON-serialisable. */
export interface IntervalCoverage {
  /** Share of the measured angles within their intervals; null if no angle has both label and interval. */
  readonly angle: number | null;
  /** The same for the labels of each muscle, and for the labels of all muscles together. */
  readonly forces: Readonly<Record<string, number | null>>;
  readonly allForces: number | null;
  /** Of the measured torques; absent if torque is no output. */
  readonly torque?: number | null;
  /** Half widths over all held-out rows; null if no row has an interval. */
  readonly angleHalfWidthRad: HalfWidths | null;
  readonly forceHalfWidthsN: Readonly<Record<string, HalfWidths | null>>;
  readonly torqueHalfWidthNm?: HalfWidths | null;
}

/**
 * @param predictions prediction for the rows of the table
 * @param outputs in the order of the columns of the predictions
 * @param intervalsAt intervals of a prediction for this row
 */
export function intervalCoverage(
  table: SampleTable,
  predictions: Combined,
  outputs: readonly ModelOutput[],
  intervalsAt: (row: number) => OutputIntervals,
): IntervalCoverage {
  const covered = outputs.map(({ name, quantity }, column) => {
    const intervalAt = (row: number): Interval | null => intervalsAt(row)[column] ?? null;
    const predicted = matrixColumn(predictions.values, outputs.length, column);
    const spread = matrixColumn(predictions.spread, outputs.length, column);
    const within = withinIntervals(intervalAt, { labels: labelsOf(table, column), predicted, spread });
    return { name, quantity, within, halfWidths: halfWidthsOf(intervalAt, spread) };
  });
  const angles = covered.filter(({ quantity }) => quantity === 'angle');
  const forces = covered.filter(({ quantity }) => quantity === 'force');
  const torques = covered.filter(({ quantity }) => quantity === 'torque');
  return {
    angle: shareOf(angles.map(({ within }) => within)),
    forces: Object.fromEntries(forces.map(({ name, within }) => [name, shareOf([within])])),
    allForces: shareOf(forces.map(({ within }) => within)),
    angleHalfWidthRad: angles[0]?.halfWidths ?? null,
    forceHalfWidthsN: Object.fromEntries(forces.map(({ name, halfWidths }) => [name, halfWidths])),
    ...(torques.length > 0
      ? {
          torque: shareOf(torques.map(({ within }) => within)),
          torqueHalfWidthNm: torques[0]!.halfWidths,
        }
      : {}),
  };
}
