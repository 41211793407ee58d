import { percentile } from '../../../base/numbers/index.ts';
import { coveredShare } from '../interval.ts';
import type { OwnAngle } from './calibration.ts';
import { fitShares, unitShares } from './fit-shares.ts';
import { blended, learnFourAngles, type OwnRows, rowsOf } from './four-angles.ts';
import { ownAngleRad } from './own-angle.ts';
import type { OwnSeconds } from './own-seconds.ts';
import { parts, stretchesOf } from './stretches.ts';

/** An angle of a person, and what it predicts for rows that it has not learned from. */
export interface FittedAngle {
  readonly angle: OwnAngle;
  /** Each stretch predicted from the others, shares included; one a row, rad. */
  readonly crossValidatedRad: Float64Array;
}

/** Trees of the forest; of a forest of the cross-validation, which is good enough to find shares. */
const trees = { kept: 40, crossValidated: 20 };
/** Share that the model gets back, tried in this order. */
const drawsToModel = [0, 0.5];

/**
 * Learns four angles of one person and blends them: that of the model, two means of Gaussian processes (of what the model misses,
 * and of what lies off the person's mean), and that of a forest. The shares are those with the least squared error on
 * stretches that the four have not learned from, drawn to the usual shares.
 *
 * If the blend is worse than the model there, half of it may be better: the caller chooses.
 *
 * @param own at least five seconds
 * @returns the blend; then its mean with the angle of the model
 */
export function fitOwnAngle(own: OwnRows & Pick<OwnSeconds, 'rowsPerS' | 'recordings'>): FittedAngle[] {
  const { rows, angleRad, modelRad } = own;
  const { inside, learned, others } = stretchesOf(own);
  const columns = unitShares.map(() => new Float64Array(rows));
  for (let part = 0; part < parts; part++) {
    const four = learnFourAngles(rowsOf(own, learned(part)), trees.crossValidated);
    const predicted = rowsOf(own, inside(part));
    for (const [at, shares] of unitShares.entries()) {
      const angles = ownAngleRad(blended(four, shares), predicted.inputs, predicted.modelRad);
      for (const [from, row] of inside(part).entries()) columns[at]![row] = angles[from]!;
    }
  }
  const blendRad = new Float64Array(rows);
  for (let part = 0; part < parts; part++) {
    const shares = fitShares(columns, angleRad, others(part));
    for (const row of inside(part))
      blendRad[row] = columns.reduce((sum, column, at) => sum + shares[at]! * column[row]!, 0);
  }
  const shares = fitShares(
    columns,
    angleRad,
    Array.from({ length: rows }, (_, row) => row),
  );
  const four = learnFourAngles(own, trees.kept);
  return drawsToModel.map((draw) => {
    const crossValidatedRad = blendRad.map((angle, row) => (1 - draw) * angle + draw * modelRad[row]!);
    const missed = crossValidatedRad.map((angle, row) => Math.abs(angle - angleRad[row]!));
    const drawn = shares.map((share, at) => (1 - draw) * share + (at === 0 ? draw : 0));
    const halfWidth90Rad = percentile([missed], 100 * coveredShare);
    return { angle: { ...blended(four, drawn), halfWidth90Rad }, crossValidatedRad };
  });
}
