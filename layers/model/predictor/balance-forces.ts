import { activationSolver, polynomialAt } from '../../physics/biomechanics/index.ts';
import type { Combined } from './combine.ts';
import type { TorqueJson } from './model-file/model-json.ts';

/**
 * Forces and torque that agree with each other in every row: `tau = sum_i r_i(q) F_i`. The forces are those with
 *
 *   min sum_i ((F'_i - F_i) / s_i)^2   subject to   sum_i r_i(q) F'_i = tau,  0 <= F'_i <= largest_i
 *
 * with s_i the deviation of the force in training and q the angle of the row. Beyond the torques that such forces reach, tau
 * becomes the nearest of these torques. The torque is the net one of all muscles, as in the residual of the training: forces
 * include the passive parts of the muscles, so no other term is added.
 *
 * @param torque of the model; absent: nothing is changed
 * @returns forces in N and torque in N m changed, all else as it was; equal to the rounding of the sum
 */
export function balanceForces(combined: Combined, torque: TorqueJson | undefined): Combined {
  if (!torque) return combined;
  const { muscles } = torque;
  const [least, largest] = torque.rangesRad[0]!;
  const solver = activationSolver(muscles.length, 0);
  const armsM = new Float64Array(muscles.length);
  for (const [at, { largestForceN, deviationN }] of muscles.entries())
    solver.weight[at] = (largestForceN / deviationN) ** 2;
  const values = combined.values.slice();
  // A model has one coordinate: its angle, the forces, its torque.
  for (let start = 0; start < values.length; start += combined.outputs) {
    const heldRad = Math.max(least, Math.min(values[start]!, largest));
    const force = start + 1;
    for (const [at, { momentArmsM, largestForceN }] of muscles.entries()) {
      armsM[at] = polynomialAt(momentArmsM[0]!, heldRad);
      solver.perActivationNm[at] = armsM[at]! * largestForceN;
      solver.wanted[at] = values[force + at]! / largestForceN;
    }
    const ofTorque = force + muscles.length;
    solver.solve(values[ofTorque]!);
    let sumNm = 0;
    for (const [at, { largestForceN }] of muscles.entries()) {
      const forceN = solver.activation[at]! * largestForceN;
      values[force + at] = forceN;
      sumNm += armsM[at]! * forceN;
    }
    values[ofTorque] = sumNm;
  }
  return { ...combined, values };
}
