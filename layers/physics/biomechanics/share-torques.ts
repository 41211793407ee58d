import { solvePositive } from '../../base/numbers/index.ts';

/** One frame of several joints that share muscles. */
export interface SharedTorques {
  /** Torque about each coordinate (outer) of each muscle (inner) at full activation, without its passive part. */
  readonly perActivationNm: readonly ArrayLike<number>[];
  /** Torque about each coordinate that the muscles must give beyond their passive part. */
  readonly torqueNm: readonly number[];
  /** a0_i; 0 by default. */
  readonly wanted?: readonly number[];
  /** w_i > 0; 1 by default. */
  readonly weight?: readonly number[];
  /** Lower bound of every activation; 0 by default. */
  readonly leastActivation?: number;
}

/**
 * Static optimisation for muscles that cross several joints:
 * `min sum_i w_i (a_i - a0_i)^2  subject to  sum_i D_ci a_i = tau_c for every coordinate c,  least <= a_i <= 1`.
 * At the minimum `a_i = clip(a0_i + sum_c lambda_c D_ci / w_i)`, so one multiplier a coordinate is sought, by damped
 * Newton steps on the concave, piecewise quadratic dual; a step is halved until the dual grows. A reserve that costs 1e13
 * times an activation keeps the problem solvable for torques beyond the muscles: they are met as closely as the bounds
 * allow.
 *
 * @returns activations, and the reserve by coordinate (torque wanted minus given, N m)
 *
 * @example
 * import { shareTorques } from 'sarcomere/physics';
 *
 * // Two muscles about one coordinate, one twice as strong as the other.
 * const { activation } = shareTorques({ perActivationNm: [[10, 20]], torqueNm: [5] });
 * activation; // => [0.1, 0.2]
 */
export function shareTorques(problem: SharedTorques): {
  readonly activation: Float64Array;
  readonly reserveNm: Float64Array;
} {
  const { perActivationNm, torqueNm, leastActivation = 0 } = problem;
  const muscles = perActivationNm[0]?.length ?? 0;
  const coordinates = torqueNm.length;
  const wanted = problem.wanted ?? new Array<number>(muscles).fill(0);
  const weight = problem.weight ?? new Array<number>(muscles).fill(1);
  const activation = new Float64Array(muscles);
  const reserveNm = new Float64Array(coordinates);

  const softness = perActivationNm.map((row) => {
    let largest = 0;
    for (let i = 0; i < muscles; i++) largest = Math.max(largest, Math.abs(row[i]!));
    return reserveSoftness * (largest * largest || 1);
  });

  /** Sets activations and reserve for multipliers; returns minus the dual, which is minimised. */
  const follow = (multiplier: Float64Array): number => {
    let dual = 0;
    reserveNm.set(torqueNm);
    for (let i = 0; i < muscles; i++) {
      let pull = 0;
      for (let c = 0; c < coordinates; c++) pull += multiplier[c]! * perActivationNm[c]![i]!;
      const a = Math.min(1, Math.max(leastActivation, wanted[i]! + pull / weight[i]!));
      activation[i] = a;
      dual += pull * a - 0.5 * weight[i]! * (a - wanted[i]!) ** 2;
      for (let c = 0; c < coordinates; c++) reserveNm[c]! -= perActivationNm[c]![i]! * a;
    }
    for (let c = 0; c < coordinates; c++)
      dual += 0.5 * softness[c]! * multiplier[c]! ** 2 - multiplier[c]! * torqueNm[c]!;
    return dual;
  };

  const multiplier = new Float64Array(coordinates);
  const trial = new Float64Array(coordinates);
  let value = follow(multiplier);
  let damping = mostDamping;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const slope = multiplier.map((lambda, c) => reserveNm[c]! - softness[c]! * lambda);
    const matrix = new Float64Array(coordinates * coordinates);
    for (let c = 0; c < coordinates; c++) {
      for (let d = 0; d <= c; d++) {
        let sum = c === d ? damping * softness[c]! : 0;
        for (let i = 0; i < muscles; i++) {
          const isFree = activation[i]! > leastActivation && activation[i]! < 1;
          if (isFree) sum += (perActivationNm[c]![i]! * perActivationNm[d]![i]!) / weight[i]!;
        }
        matrix[c * coordinates + d] = sum;
      }
    }
    const step = solvePositive(matrix, slope, 0);
    const gain = step.reduce((sum, s, c) => sum + s * slope[c]!, 0);
    if (!(gain > 1e-26 * (1 + Math.abs(value)))) break;
    let size = 1;
    let next = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < 60; halving++, size /= 2) {
      for (let c = 0; c < coordinates; c++) trial[c] = multiplier[c]! + size * step[c]!;
      next = follow(trial);
      if (next <= value - 1e-4 * size * gain) break;
    }
    if (!(next < value)) {
      follow(multiplier);
      break;
    }
    damping = size === 1 ? Math.max(1, damping / 10) : mostDamping;
    multiplier.set(trial);
    value = next;
  }
  return { activation, reserveNm };
}

const reserveSoftness = 1e-13;
/** Initial damping of the steps, so that they do not run far along a direction without curvature. */
const mostDamping = 1e10;
const mostIterations = 500;
