import { mean } from '../../../base/numbers/index.ts';
import { gravityMPerS2 as standardGravity } from '../dynamics.ts';
import { modelFault } from './fault.ts';
import type { OpenSimModel } from './model.ts';
import type { Pose } from './pose.ts';
import { placed, product, transposed, type Vec3 } from './transform.ts';

/** Mass, inertia and gravity of everything that one coordinate moves, as one rigid body about its axis. */
export interface SegmentOfModel {
  readonly segment: {
    readonly massKg: number;
    readonly centreOfMassM: number;
    readonly inertiaKgM2: number;
  };
  /** tau_gravity = m g l_c (cos * cos q + sin * sin q), on the left-hand side. */
  readonly posture: { readonly cos: number; readonly sin: number };
}

/**
 * The segment by central differences of the bodies' placements:
 * `M(q) = sum_b m |dc/dq|^2 + w I w`, `tau_gravity = dV/dq`.
 * The axis of a joint such as the knee moves by millimetres, so means over the range are taken.
 *
 * @throws FaultError NOT_A_HINGE if inertia varies by more than a tenth over the range, or the coordinate does not turn
 *   bodies by its own value; MASS_MISSING
 */
export function segmentAbout(
  model: OpenSimModel,
  poseAt: (angleRad: number) => Pose,
  angles: readonly number[],
): SegmentOfModel {
  const moved = [...model.bodies].filter(([body]) => {
    const [first, last] = [poseAt(angles[0]!).bodyInGround(body), poseAt(angles.at(-1)!).bodyInGround(body)];
    const turned = first.rotation.some((value, k) => Math.abs(value - last.rotation[k]!) > 1e-9);
    return turned || first.shiftM.some((value, k) => Math.abs(value - last.shiftM[k]!) > 1e-9);
  });
  const massKg = moved.reduce((sum, [, body]) => sum + body.massKg, 0);
  if (!(massKg > 0))
    throw modelFault(
      'MASS_MISSING',
      'The bodies that the coordinate moves have no mass.',
      `${moved.length} bodies of ${massKg} kg together`,
      'bodies with a mass',
      'Give the bodies of the model their mass, or describe the joint as JSON.',
    );
  const inertia: number[] = [];
  const lever: number[] = [];
  const turns: number[] = [];
  const gravityNm: number[] = [];
  for (const angle of angles) {
    const [before, here, past] = [poseAt(angle - stepRad), poseAt(angle), poseAt(angle + stepRad)];
    let inertiaKgM2 = 0;
    let torqueNm = 0;
    const centre = [0, 0, 0];
    for (const [name, body] of moved) {
      const [a, b, c] = [before.bodyInGround(name), here.bodyInGround(name), past.bodyInGround(name)];
      const from = placed(a, body.centreM);
      const to = placed(c, body.centreM);
      const speed = to.map((value, k) => (value - from[k]!) / (2 * stepRad));
      const turn = spinOf(product(transposed(b.rotation), difference(c.rotation, a.rotation)));
      inertiaKgM2 += body.massKg * speed.reduce((sum, v) => sum + v * v, 0);
      inertiaKgM2 += quadratic(body.inertiaKgM2, turn);
      turns.push(Math.hypot(...turn));
      for (const [k, v] of speed.entries()) {
        torqueNm -= body.massKg * model.gravityMPerS2[k]! * v;
        centre[k]! += (body.massKg * v) / massKg;
      }
    }
    inertia.push(inertiaKgM2);
    gravityNm.push(torqueNm);
    lever.push(Math.hypot(...centre));
  }
  const inertiaKgM2 = mean(inertia);
  const isTurn = turns.every((turn) => Math.abs(turn - 1) < 0.1);
  if (!isTurn)
    throw modelFault(
      'NOT_A_HINGE',
      'The coordinate does not turn bodies by its own value.',
      `${Math.min(...turns).toPrecision(3)} to ${Math.max(...turns).toPrecision(3)} rad for each unit of it`,
      'a rotation, 1 rad for each rad',
      'Name a coordinate that is the angle of a joint.',
    );
  const spread = Math.max(...inertia.map((value) => Math.abs(value / inertiaKgM2 - 1)));
  if (!(spread <= 0.1))
    throw modelFault(
      'NOT_A_HINGE',
      'The inertia about the coordinate changes too much over its range to be that of one rigid body.',
      `${(100 * spread).toFixed(0)} % off its mean`,
      'at most 10 %',
      'Narrow the range with rangeDeg, or name another coordinate.',
    );
  const centreOfMassM = Math.min(mean(lever), Math.sqrt(inertiaKgM2 / massKg));
  const weightNm = massKg * standardGravity * centreOfMassM;
  return { segment: { massKg, centreOfMassM, inertiaKgM2 }, posture: postureOf(angles, gravityNm, weightNm) };
}

const stepRad = 1e-4;

/** Least squares of gravity's torque by cos q and sin q, over weight times lever. */
function postureOf(
  angles: readonly number[],
  gravityNm: readonly number[],
  weightNm: number,
): { cos: number; sin: number } {
  if (!(weightNm > 0)) return { cos: 0, sin: 0 };
  let [cc, cs, ss, ct, st] = [0, 0, 0, 0, 0];
  for (const [k, angle] of angles.entries()) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    cc += c * c;
    cs += c * s;
    ss += s * s;
    ct += c * gravityNm[k]!;
    st += s * gravityNm[k]!;
  }
  const determinant = cc * ss - cs * cs;
  const within = (value: number): number => Math.min(1, Math.max(-1, value / weightNm));
  return {
    cos: within((ct * ss - st * cs) / determinant),
    sin: within((st * cc - ct * cs) / determinant),
  };
}

/** The vector of a skew-symmetric matrix: angular velocity per radian of the coordinate, in the body's frame. */
function spinOf(skew: readonly number[]): Vec3 {
  return [skew[7]!, skew[2]!, skew[3]!];
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, k) => (value - b[k]!) / (2 * stepRad));
}

function quadratic([xx, yy, zz, xy, xz, yz]: readonly number[], [x, y, z]: Vec3): number {
  return xx! * x * x + yy! * y * y + zz! * z * z + 2 * (xy! * x * y + xz! * x * z + yz! * y * z);
}
