import { matrixColumn } from '../../../base/numbers/index.ts';
import { labelsOf } from '../../dataset/index.ts';
import type { GivenKinds } from '../../inputs/index.ts';
import type { Gate, OutputIntervals } from '../../predictor/index.ts';
import { balanceForces, combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/fewer-names.ts';
import { torqueJsonOf } from '../torque-json-of.ts';
import { fitInterval } from './fit-interval.ts';

/**
 * Intervals of every output, from the validation rows; undefined without any. Forces lie between 0 and
 * the maximal force of their muscle, so no half width of a force is larger than that force.
 */
export function fitIntervals(
  { validation, problem, localModels }: Evidence,
  gate: Gate,
  given: GivenKinds,
): OutputIntervals | undefined {
  if (!validation) return undefined;
  const { table } = validation;
  const outputs = outputsGiven(validation, given);
  const weights = weightsOf(gate, viewOf(table, problem, given), localModels.length);
  const combined = balanceForces(combine(outputs, weights), torqueJsonOf(problem));
  const { recording, timeS } = table;
  return problem.outputs.map(({ name, quantity }, column) => {
    const labels = labelsOf(table, column);
    const predicted = matrixColumn(combined.values, combined.outputs, column);
    const errors = predicted.map((value, row) => Math.abs(value - labels[row]!));
    const spread = matrixColumn(combined.spread, combined.outputs, column);
    const muscle = quantity === 'force' ? problem.muscles.find((one) => one.name === name) : undefined;
    const most = muscle && largestForce(muscle.maxIsometricForceN, labels);
    return fitInterval({ errors, spread, recording, timeS }, most) ?? null;
  });
}

/** Forces that the study gives may come from a stronger model of the muscle than that of the joint. */
function largestForce(maxIsometricForceN: number, labels: Float32Array): number {
  return labels.reduce((most, force) => (force > most ? force : most), maxIsometricForceN);
}
