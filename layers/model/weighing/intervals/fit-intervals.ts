import { matrixColumn } from '../../../base/numbers/index.ts';
import { labelsOf } from '../../dataset/index.ts';
import type { GivenKinds } from '../../inputs/index.ts';
import type { Gate, OutputIntervals } from '../../predictor/index.ts';
import { balanceForces, combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, judgedGiven, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/fewer-names.ts';
import { torqueJsonOf } from '../torque-json-of.ts';
import { fitInterval } from './fit-interval.ts';

/**
 * Intervals of every output; undefined without rows to fit them by. For a known subject these are the rows of folds, whose
 * models have learned from less than those of the study and so err more, and validation rows, which adjoin training rows and
 * so err less. Forces lie between 0 and the maximal force of their muscle, so no half width of a force is larger than that
 * force.
 */
export function fitIntervals(evidence: Evidence, gate: Gate, given: GivenKinds): OutputIntervals | undefined {
  const { problem, localModels, known, validation } = evidence;
  const judged = judgedGiven(evidence, given);
  if (!judged) return undefined;
  const sets = judged === known && validation && validation !== known ? [known, validation] : [judged];
  const torque = torqueJsonOf(problem);
  const ofOutputs = sets.map((set) => {
    const { table } = set;
    const weights = weightsOf(gate, viewOf(table, problem, given), localModels.length);
    return { table, combined: balanceForces(combine(outputsGiven(set, given), weights), torque) };
  });
  return problem.outputs.map(({ name, quantity }, column) => {
    const muscle = quantity === 'force' ? problem.muscles.find((one) => one.name === name) : undefined;
    const labels = ofOutputs.map(({ table }) => labelsOf(table, column));
    const most = muscle && largestForce(muscle.maxIsometricForceN, labels);
    const errors = ofOutputs.map(({ table: { recording, timeS }, combined }, at) => {
      const predicted = matrixColumn(combined.values, combined.outputs, column);
      return {
        errors: predicted.map((value, row) => Math.abs(value - labels[at]![row]!)),
        spread: matrixColumn(combined.spread, combined.outputs, column),
        recording,
        timeS,
      };
    });
    return fitInterval(errors, most) ?? null;
  });
}

/** Forces that the study gives may come from a stronger model of the muscle than that of the joint. */
function largestForce(maxIsometricForceN: number, labels: readonly Float32Array[]): number {
  const ofSets = labels.map((own) => own.reduce((most, force) => (force > most ? force : most), 0));
  return Math.max(maxIsometricForceN, ...ofSets);
}
