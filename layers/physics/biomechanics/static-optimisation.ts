import { compliantState } from './compliant-tendon.ts';
import { armAt, forceLine, gainAt, lineWidth, passiveAt } from './hill.ts';
import type { Joint, Muscle } from './joint.ts';

/** Frames of one recording whose muscle forces are sought; arrays of the same length. */
export interface TorqueFrames {
  readonly angleRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  /** Torque that the muscles deliver, positive towards the growing angle. */
  readonly torqueNm: Float64Array;
  /** Activation from EMG in 0..1, by muscle in the joint's order; undefined for a muscle without a channel. */
  readonly excitation?: readonly (Float64Array | undefined)[] | undefined;
}

/** Result of static optimisation. Rows are frames, columns muscles, row-major. */
export interface MuscleShares {
  readonly forceN: Float64Array;
  readonly activation: Float64Array;
  /** Torque that the muscles cannot give: wanted minus given. */
  readonly reserveNm: Float64Array;
}

/**
 * Shares the torque of each frame among the muscles:
 * `min sum_i w_i (a_i - a0_i)^2  subject to  sum_i r_i F_i(a_i) = tau,  least <= a_i <= 1`.
 * Without `excitation` the optimisation is plain, a0 = 0 and w = 1. With `excitation` it is EMG-assisted: a0 is the EMG's
 * activation and w = 1/(a0 + 0.02)^2, so an active muscle changes more than a silent one. A muscle without a channel has
 * a0 = 0 and the w of the mean activation of the muscles with a channel, so it is neither preferred nor avoided.
 * A frame with a value that is not finite gives NaN. Nothing is allocated for each frame.
 *
 * @param leastActivation lower bound of every activation, 0.01 by default
 * @param tendon `rigid` by default. `compliant`: every frame is in equilibrium of fibre and tendon (compliant-tendon.ts).
 *   Force is then not linear in activation, so its tangent at the last solution is solved until the solution no longer
 *   changes.
 * @returns forces in N and activations, a row a frame and a column a muscle; the reserve in N m
 *
 * @example
 * import { jointNamed, staticOptimisation } from 'sarcomere/physics';
 *
 * const frames = {
 *   angleRad: Float64Array.of(-1, -1),
 *   velocityRadPerS: new Float64Array(2),
 *   torqueNm: Float64Array.of(10, 400),
 * };
 * const { forceN, reserveNm } = staticOptimisation(jointNamed('knee'), frames);
 * forceN.slice(0, 2); // => [17.712, 250.83]
 * reserveNm; // => [0, 152.13]
 */
export function staticOptimisation(
  joint: Joint,
  frames: TorqueFrames,
  leastActivation: number = 0.01,
  tendon: 'rigid' | 'compliant' = 'rigid',
): MuscleShares {
  const { muscles } = joint;
  const n = muscles.length;
  const count = frames.angleRad.length;
  const shares: MuscleShares = {
    forceN: new Float64Array(count * n),
    activation: new Float64Array(count * n),
    reserveNm: new Float64Array(count),
  };
  const solver = activationSolver(n, leastActivation);
  const lines = new Float64Array(n * lineWidth);
  solver.weight.fill(1);

  for (let t = 0; t < count; t++) {
    const angleRad = frames.angleRad[t]!;
    const velocityRadPerS = frames.velocityRadPerS[t]!;
    const torqueNm = frames.torqueNm[t]!;
    if (frames.excitation) preferEmg(frames.excitation, t, solver);
    for (let i = 0; i < n; i++) forceLine(muscles[i]!, angleRad, velocityRadPerS, lines, i * lineWidth);
    shares.reserveNm[t] = solveOnLines(solver, lines, torqueNm);
    if (tendon === 'compliant' && Number.isFinite(shares.reserveNm[t]!)) {
      const tangents = (): number => {
        for (let i = 0; i < n; i++)
          tangentLine(muscles[i]!, solver.activation[i]!, angleRad, velocityRadPerS, lines, i * lineWidth);
        return solveOnLines(solver, lines, torqueNm);
      };
      shares.reserveNm[t] = repeated(tangents, solver.activation);
    }
    for (let i = 0; i < n; i++) {
      const at = i * lineWidth;
      const activation = solver.activation[i]!;
      shares.activation[t * n + i] = activation;
      shares.forceN[t * n + i] = activation * lines[at + gainAt]! + lines[at + passiveAt]!;
    }
  }
  return shares;
}

/** Solves one frame in which every force is linear in activation. */
function solveOnLines(solver: ActivationSolver, lines: Float64Array, torqueNm: number): number {
  let targetNm = torqueNm;
  for (let i = 0; i < solver.perActivationNm.length; i++) {
    const at = i * lineWidth;
    solver.perActivationNm[i] = lines[at + armAt]! * lines[at + gainAt]!;
    targetNm -= lines[at + armAt]! * lines[at + passiveAt]!;
  }
  return solver.solve(targetNm);
}

/** As `forceLine`: the tangent, at an activation, of the force with a compliant tendon. */
function tangentLine(
  muscle: Muscle,
  activation: number,
  angleRad: number,
  velocityRadPerS: number,
  out: Float64Array,
  at: number,
): void {
  const { forceN, byActivationN } = compliantState(muscle, activation, angleRad, velocityRadPerS);
  out[at + gainAt] = byActivationN;
  out[at + passiveAt] = forceN - byActivationN * activation;
}

/** Repeats a solution until the activations no longer change; returns the last reserve, N m. */
function repeated(solve: () => number, activation: Float64Array): number {
  let reserveNm = 0;
  for (let round = 0; round < mostRounds; round++) {
    const before = activation.slice();
    reserveNm = solve();
    if (activation.every((a, i) => Math.abs(a - before[i]!) < 1e-10)) break;
  }
  return reserveNm;
}

const mostRounds = 60;

/** Sets a0 and w of one frame from the EMG. */
function preferEmg(
  excitation: readonly (Float64Array | undefined)[],
  frame: number,
  solver: ActivationSolver,
): void {
  let sum = 0;
  let covered = 0;
  for (let i = 0; i < excitation.length; i++) {
    const channel = excitation[i];
    if (!channel) continue;
    sum += channel[frame]!;
    covered++;
  }
  const mean = covered > 0 ? sum / covered : 0;
  for (let i = 0; i < excitation.length; i++) {
    const channel = excitation[i];
    solver.wanted[i] = channel ? channel[frame]! : 0;
    const judged = channel ? channel[frame]! : mean;
    solver.weight[i] = 1 / (judged + 0.02) ** 2;
  }
}

/** The problem of one frame and its solver. Arrays have one number a muscle, are filled by the caller and are reused. */
export interface ActivationSolver {
  /** d_i: torque of the muscle at full activation, without its passive part. */
  readonly perActivationNm: Float64Array;
  /** w_i > 0. */
  readonly weight: Float64Array;
  /** a0_i. */
  readonly wanted: Float64Array;
  /** The solution a_i. */
  readonly activation: Float64Array;
  /** Solves for a torque and returns the reserve, N m: positive if the muscles give too little. */
  solve(targetNm: number): number;
}

/**
 * Exact minimum of `sum w (a - a0)^2` under one torque and bounds. At the minimum
 * `a_i = clip(a0_i + lambda d_i / w_i)`, so the torque is a monotone, piecewise linear function of the multiplier
 * lambda: its 2n breakpoints are sorted, the piece that holds the target is found, and lambda is solved there.
 */
export function activationSolver(count: number, leastActivation: number): ActivationSolver {
  const perActivationNm = new Float64Array(count);
  const weight = new Float64Array(count);
  const wanted = new Float64Array(count);
  const activation = new Float64Array(count);
  const breakAt = new Float64Array(2 * count);
  const slopeStep = new Float64Array(2 * count);

  const clip = (a: number): number => Math.min(1, Math.max(leastActivation, a));

  /** Sets every activation for a multiplier and returns the torque. */
  const follow = (multiplier: number): number => {
    let torqueNm = 0;
    for (let i = 0; i < count; i++) {
      const d = perActivationNm[i]!;
      const a = isIdle(d) ? clip(wanted[i]!) : clip(wanted[i]! + (multiplier * d) / weight[i]!);
      activation[i] = a;
      torqueNm += d * a;
    }
    return torqueNm;
  };

  /** Sorted insertion: for a dozen breakpoints faster than any sort that allocates. */
  const insert = (used: number, at: number, step: number): void => {
    let k = used;
    while (k > 0 && breakAt[k - 1]! > at) {
      breakAt[k] = breakAt[k - 1]!;
      slopeStep[k] = slopeStep[k - 1]!;
      k--;
    }
    breakAt[k] = at;
    slopeStep[k] = step;
  };

  const solve = (targetNm: number): number => {
    let used = 0;
    let torqueNm = 0;
    let sizeNm = Math.abs(targetNm);
    for (let i = 0; i < count; i++) {
      const d = perActivationNm[i]!;
      if (isIdle(d)) continue;
      const rate = d / weight[i]!;
      const atLeast = (leastActivation - wanted[i]!) / rate;
      const atMost = (1 - wanted[i]!) / rate;
      insert(used++, Math.min(atLeast, atMost), d * rate);
      insert(used++, Math.max(atLeast, atMost), -d * rate);
      torqueNm += d > 0 ? d * leastActivation : d;
      sizeNm += Math.abs(d) + 0 * (atLeast + atMost);
    }
    // Zero times a value that is not finite is NaN: one test stands for all inputs.
    if (!Number.isFinite(sizeNm)) {
      activation.fill(Number.NaN);
      return Number.NaN;
    }
    if (used === 0 || targetNm <= torqueNm)
      return beyondRounding(targetNm - follow(Number.NEGATIVE_INFINITY), sizeNm);

    let slope = 0;
    for (let k = 0; k + 1 < used; k++) {
      slope += slopeStep[k]!;
      const width = breakAt[k + 1]! - breakAt[k]!;
      const next = torqueNm + slope * width;
      if (targetNm <= next && width > 0) {
        const estimate = breakAt[k]! + ((targetNm - torqueNm) / (next - torqueNm || 1)) * width;
        return settle(targetNm, Math.min(estimate, breakAt[k + 1]!), k, sizeNm);
      }
      torqueNm = next;
    }
    return beyondRounding(targetNm - follow(Number.POSITIVE_INFINITY), sizeNm);
  };

  /** One Newton step, kept within the piece, removes the rounding that was summed up on the way to it. */
  const settle = (targetNm: number, estimate: number, piece: number, sizeNm: number): number => {
    const leftNm = targetNm - follow(estimate);
    let slope = 0;
    for (let i = 0; i < count; i++) {
      const isFree = activation[i]! > leastActivation && activation[i]! < 1;
      if (isFree && !isIdle(perActivationNm[i]!)) slope += perActivationNm[i]! ** 2 / weight[i]!;
    }
    if (slope === 0) return beyondRounding(leftNm, sizeNm);
    const settled = Math.max(breakAt[piece]!, Math.min(estimate + leftNm / slope, breakAt[piece + 1]!));
    return beyondRounding(targetNm - follow(settled), sizeNm);
  };

  return { perActivationNm, weight, wanted, activation, solve };
}

/** True for a muscle whose torque at full activation is negligible: its breakpoints would overflow, so it is left out. */
export function isIdle(perActivationNm: number): boolean {
  return Math.abs(perActivationNm) < 1e-9;
}

/** The reserve; below 1e-12 of the torques involved it is rounding, and 0. */
function beyondRounding(leftNm: number, sizeNm: number): number {
  return Math.abs(leftNm) <= 1e-12 * sizeNm ? 0 : leftNm;
}
