import { dot } from '../../../base/numbers/index.ts';
import type { GivenKinds } from '../../inputs/index.ts';
import type { Gate } from '../../predictor/index.ts';
import { combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, judgedGiven, viewOf } from './evidence.ts';
import { outputsGiven } from './fewer-names.ts';
import { ScaledLabels } from './scaled-labels.ts';

/**
 * The share of one gate beside another: the s between 0 and 1 that gives s a + (1 - s) b the least squared error on the
 * judged rows, with a and b the predictions by the two gates.
 *
 * @param given names that gates and networks get for each row
 * @returns undefined without judged rows, or if both gates always give the same prediction
 */
export function fitShare(
  evidence: Evidence,
  first: Gate,
  second: Gate,
  given: GivenKinds,
): number | undefined {
  const { problem, localModels } = evidence;
  const judged = judgedGiven(evidence, given);
  if (!judged) return undefined;
  const { table } = judged;
  const outputs = outputsGiven(judged, given);
  const labels = new ScaledLabels(table, problem);
  const view = viewOf(table, problem, given);
  const predictedBy = (gate: Gate) =>
    labels.scaledOutputs(combine(outputs, weightsOf(gate, view, localModels.length)));
  const a = predictedBy(first);
  const b = predictedBy(second);
  const difference = a.map((value, at) => value - b[at]!);
  const missing = labels.target.map((value, at) => value - b[at]!);
  const size = dot(difference, difference);
  if (!(size > 0)) return undefined;
  return Math.min(1, Math.max(0, dot(difference, missing) / size));
}
