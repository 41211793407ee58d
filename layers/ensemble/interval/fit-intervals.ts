import { matrixColumn } from '../../numbers/matrix-column.ts';
import { combine } from '../combine.ts';
import { type Evidence, type Told, viewOf } from '../evidence/evidence.ts';
import { saidWhenTold } from '../evidence/told-less.ts';
import type { Gate } from '../gates/gate.ts';
import { weightsOf } from '../gates/weights-of.ts';
import { fitInterval } from './fit-interval.ts';
import type { OutputIntervals } from './interval.ts';

/** Intervals of the angle and of every force, from the validation rows; undefined where there are none. */
export function fitIntervals(
  { validation, problem, members }: Evidence,
  gate: Gate,
  told: Told,
): OutputIntervals | undefined {
  if (!validation) return undefined;
  const { table } = validation;
  const outputs = saidWhenTold(validation, told);
  const said = combine(outputs, weightsOf(gate, viewOf(table, problem, told), members.length));
  const muscles = problem.muscles.length;
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
          errors: matrixColumn(said.forceN, muscles, at).map((force, row) =>
            Math.abs(force - table.forceN[row * muscles + at]!),
          ),
          spread: matrixColumn(said.spreadForceN, muscles, at),
          block: table.block,
        }) ?? null,
    ),
  };
}
