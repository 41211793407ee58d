import { matrixColumn } from '../../../base/numbers/index.ts';
import { columnsOfQuantity, labelsOf } from '../../dataset/index.ts';
import type { Given } from '../../inputs/index.ts';
import type { Gate, OutputIntervals } from '../../predictor/index.ts';
import { combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/fewer-names.ts';
import { fitInterval } from './fit-interval.ts';

/**
 * Intervals of the angle and of every force, from the validation rows; undefined without any. Forces lie between 0 and
 * the maximal force of their muscle, so no half width of a force is larger than that force.
 */
export function fitIntervals(
  { validation, problem, localModels }: Evidence,
  gate: Gate,
  given: Given,
): OutputIntervals | undefined {
  if (!validation) return undefined;
  const { table } = validation;
  const outputs = outputsGiven(validation, given);
  const combined = combine(outputs, weightsOf(gate, viewOf(table, problem, given), localModels.length));
  const muscles = problem.muscles.length;
  const { recording, timeS } = table;
  const anglesRad = labelsOf(table, 0);
  const forces = columnsOfQuantity(problem.outputs, 'force');
  return {
    angle:
      fitInterval({
        errors: combined.angleRad.map((angle, row) => Math.abs(angle - anglesRad[row]!)),
        spread: combined.spreadAngleRad,
        recording,
        timeS,
      }) ?? null,
    forces: problem.muscles.map(({ maxIsometricForceN }, at) => {
      const labels = Float64Array.from(labelsOf(table, forces[at]!));
      const errors = matrixColumn(combined.forceN, muscles, at).map((force, row) =>
        Math.abs(force - labels[row]!),
      );
      const ofForce = {
        errors,
        spread: matrixColumn(combined.spreadForceN, muscles, at),
        recording,
        timeS,
      };
      return fitInterval(ofForce, largestForce(maxIsometricForceN, labels)) ?? null;
    }),
  };
}

/** Forces that the study gives may come from a stronger model of the muscle than that of the joint. */
function largestForce(maxIsometricForceN: number, labels: Float64Array): number {
  return labels.reduce((most, force) => (force > most ? force : most), maxIsometricForceN);
}
