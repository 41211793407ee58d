import type { Given } from '../../preparation/given-names.ts';
import { combine } from '../combine.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/told-less.ts';
import type { Gate } from '../gates/gate.ts';
import { weightsOf } from '../gates/weights-of.ts';
import { fitInterval } from './fit-interval.ts';
import type { OutputIntervals } from './interval.ts';

/** Intervals of the angle and of every force if these names are given, from the validation rows; undefined if there are none. */
export function fitIntervals(
  { validation, problem, members }: Evidence,
  gate: Gate,
  given: Given,
): OutputIntervals | undefined {
  if (!validation) return undefined;
  const { table } = validation;
  const outputs = outputsGiven(validation, given);
  const said = combine(outputs, weightsOf(gate, viewOf(table, problem, given), members.length));
  const muscles = problem.muscles.length;
  const every = (values: Float64Array, at: number) =>
    Float64Array.from({ length: table.rows }, (_, row) => values[row * muscles + at]!);
  return {
    angle:
      fitInterval({
        errors: said.angleRad.map((angle, row) => Math.abs(angle - table.angleRad[row]!)),
        spread: said.spreadAngleRad,
        block: table.block,
      }) ?? null,
    forces: problem.muscles.map(
      (_, at) =>
        fitInterval({
          errors: every(said.forceN, at).map((force, row) =>
            Math.abs(force - table.forceN[row * muscles + at]!),
          ),
          spread: every(said.spreadForceN, at),
          block: table.block,
        }) ?? null,
    ),
  };
}
