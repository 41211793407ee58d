import { dot } from '../../numbers/dot.ts';
import { combine } from '../combine.ts';
import type { Gate } from '../gates/gate.ts';
import { weightsOf } from '../gates/weights-of.ts';
import { type Evidence, type Told, viewOf } from './evidence.ts';
import { ScaledLabels } from './scaled-labels.ts';
import { saidWhenTold } from './told-less.ts';

/**
 * How much of the say one gate should have beside another: the s between 0 and 1 that gives s a + (1 - s) b the least
 * squared error on the validation rows, a and b being what the two say.
 *
 * @param told what the gates and the members are told of each row
 * @returns undefined without validation rows, or where the two always say the same
 */
export function fitShare(evidence: Evidence, first: Gate, second: Gate, told: Told): number | undefined {
  const { validation, problem, members } = evidence;
  if (!validation) return undefined;
  const { table } = validation;
  const outputs = saidWhenTold(validation, told);
  const labels = new ScaledLabels(table, problem);
  const view = viewOf(table, problem, told);
  const says = (gate: Gate) => labels.answer(combine(outputs, weightsOf(gate, view, members.length)));
  const a = says(first);
  const b = says(second);
  const difference = a.map((value, at) => value - b[at]!);
  const missing = labels.target.map((value, at) => value - b[at]!);
  const size = dot(difference, difference);
  if (!(size > 0)) return undefined;
  return Math.min(1, Math.max(0, dot(difference, missing) / size));
}
