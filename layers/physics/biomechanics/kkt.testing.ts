import { activationSolver, isIdle } from './static-optimisation.ts';

/** One frame of static optimisation, in any units. */
export interface Frame {
  readonly perActivationNm: readonly number[];
  readonly weight: readonly number[];
  readonly wanted: readonly number[];
  readonly targetNm: number;
}

export const leastActivation = 0.01;

/**
 * Distance of the solution of `activationSolver` from the Karush-Kuhn-Tucker conditions of
 * `min sum w (a - a0)^2  s.t.  sum d a = target,  least <= a <= 1`: the largest of the violations of bounds, of the
 * torque, of stationarity with one multiplier, and of the signs at bounds, each over its own scale. If the torque is
 * beyond the muscles, each must be at the bound that gives most of the torque.
 */
export function kktViolation({ perActivationNm: d, weight: w, wanted: a0, targetNm }: Frame): {
  readonly violation: number;
  readonly reserveNm: number;
} {
  const solver = activationSolver(d.length, leastActivation);
  solver.perActivationNm.set(d);
  solver.weight.set(w);
  solver.wanted.set(a0);
  const reserveNm = solver.solve(targetNm);
  const a = solver.activation;
  const acting = [...d.keys()].filter((i) => !isIdle(d[i]!));
  const reachNm = d.reduce((sum, one) => sum + Math.abs(one), 0);
  const givenNm = d.reduce((sum, one, i) => sum + one * a[i]!, 0);
  let violation = Math.abs(givenNm + reserveNm - targetNm) / Math.max(1, reachNm);
  const note = (amount: number): void => {
    violation = Math.max(violation, Number.isFinite(amount) ? amount : Number.POSITIVE_INFINITY);
  };
  for (const one of a) note(Math.max(0, leastActivation - one, one - 1));
  if (reserveNm !== 0) {
    for (const i of acting)
      note(Math.abs(a[i]! - (Math.sign(reserveNm) === Math.sign(d[i]!) ? 1 : leastActivation)));
    return { violation, reserveNm };
  }
  const isFree = (i: number): boolean => a[i]! > leastActivation + 1e-9 && a[i]! < 1 - 1e-9;
  const first = acting.find(isFree);
  if (first === undefined) return { violation, reserveNm };
  const lambda = (w[first]! * (a[first]! - a0[first]!)) / d[first]!;
  for (const i of acting) {
    const slope = w[i]! * (a[i]! - a0[i]!) - lambda * d[i]!;
    const scaled = slope / Math.max(1, Math.abs(lambda * d[i]!), w[i]!);
    if (isFree(i)) note(Math.abs(scaled));
    else note(a[i]! < 0.5 ? Math.max(0, -scaled) : Math.max(0, scaled));
  }
  return { violation, reserveNm };
}
