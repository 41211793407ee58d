import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import { passiveStiffnessNmPerRad } from '../../physics/biomechanics/index.ts';
import type { CoordinateCard, RecordingCard } from '../dataset/index.ts';

/**
 * Weight of the residual of a recording about one coordinate, from 0 to 1:
 *
 *   v = min(1, (k s_q / s_tau)^2),   k^2 = mean of (d tau_passive / dq)^2 at the mean angle, one s_q below and above it
 *
 * An error dF of the forces is compensated by an error r dF / k of the angle. Against a stiff spring that error is small, and
 * the residual determines the angle. A mass near the horizontal needs almost the same torque at every angle (k is near 0): the
 * residual then does not determine the angle, and with full weight on unlabelled rows it would distort the angle until the
 * errors of the forces are balanced. A measured torque is compared with forces only and has full weight.
 *
 * @param angleScaleRad scale of the coordinate's angle
 */
export function residualWeight(
  { physics, dynamics }: RecordingCard,
  { torqueScaleNm }: Pick<CoordinateCard, 'torqueScaleNm'>,
  { mean, deviation }: MeanAndDeviation,
): number {
  if (physics === 'none') return 0;
  if (!dynamics) return 1;
  const stiffnesses = [mean - deviation, mean, mean + deviation].map((angleRad) =>
    passiveStiffnessNmPerRad(dynamics, angleRad),
  );
  const meanSquare = stiffnesses.reduce((sum, k) => sum + k * k, 0) / stiffnesses.length;
  return Math.min(1, (meanSquare * deviation ** 2) / torqueScaleNm ** 2);
}
