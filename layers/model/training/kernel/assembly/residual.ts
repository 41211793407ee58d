import {
  accelerationStencil,
  dampingNmSPerRad,
  deviationRad,
  elasticNmPerRad,
  elasticRestRad,
  gravityCosNm,
  gravitySinNm,
  highestRad,
  inertiaKgM2,
  limitLowerRad,
  limitSteepnessPerRad,
  limitStiffnessNm,
  limitUpperRad,
  lowestRad,
  meanRad,
  stencilReach,
  stencilRows,
  velocityStencil,
} from './layout';
import { cosine2, exp2Wide, halfTurn2, madd, maddWide, sine2, total4 } from './lanes';

/** The exponent of the joint limits' torque is clamped at this value, as in the tensor engine. */
const steepestExponent: f64 = 10;

/**
 * The equation of motion about one coordinate along one stretch: sum of w R^2 in (N m)^2, its slopes added to those of the labelled loss.
 *
 *   R = M q'' + b q' + tau_limit(q) + tau_gravity(q) + k (q - q0) - sum_i r_i(q) F_i
 *   R = tau - sum_i r_i(q) F_i                                      if the torque was measured
 *
 * In float64, since q'' is a small difference of large numbers; moment arms and forces in float32, one lane for each muscle.
 *
 * @param rows of the stretch, at least `stencilRows`
 * @param output and `softplus`, `slopes`: the stretch's first row, `columns` numbers each
 * @param angle column of the coordinate's angle
 * @param arms moment arm times force scale in N m, `powers` rows of `columns` numbers, 0 in columns without a muscle
 * @param dynamics float32 numbers in the order of layout.ts, as in `Batch.dynamics`
 * @param weight and `torqueNm`: one float32 for each centre
 * @param slope 2 lambda / (s_tau^2 count)
 * @param room scratch memory of `residualRoom` in ../layout.ts
 */
export function residualLoss(
  rows: usize,
  output: usize,
  angle: usize,
  softplus: usize,
  slopes: usize,
  columns: usize,
  arms: usize,
  powers: usize,
  dynamics: usize,
  isMeasured: bool,
  weight: usize,
  torqueNm: usize,
  constants: usize,
  slope: f64,
  room: usize,
): f64 {
  const centres = rows - (stencilRows - 1);
  const stride = columns << 2;
  const ofAngle = angle << 2;
  const angleRad = room;
  const neededNm = angleRad + ((rows + 2) << 3);
  const neededSlope = neededNm + ((rows + 2) << 3);
  const pull = neededSlope + ((rows + 2) << 3);
  const margin = stencilRows - 1;
  const stencil = pull + ((rows + 2 * stencilRows) << 3);
  const arm = stencil + (stencilRows << 3);

  const deviation = load<f64>(constants, deviationRad);
  for (let row: usize = 0; row < rows; row++) {
    store<f64>(angleRad + (row << 3), load<f64>(constants, meanRad) + deviation * <f64>load<f32>(output + ofAngle + row * stride));
  }
  store<f64>(angleRad + (rows << 3), 0);
  if (isMeasured) {
    for (let centre: usize = 0; centre < centres; centre++) {
      store<f64>(neededNm + (centre << 3), <f64>load<f32>(torqueNm + (centre << 2)));
      store<f64>(neededSlope + (centre << 3), 0);
    }
  } else {
    motion(centres, angleRad, dynamics, constants, stencil, neededNm, neededSlope);
  }

  // Slopes by the residual at each centre, with `margin` zeros before and after; `neededSlope` becomes the slopes by the angle.
  memory.fill(pull, 0, (rows + 2 * stencilRows) << 3);
  const lowest = load<f64>(constants, lowestRad);
  const highest = load<f64>(constants, highestRad);
  const first = stencilReach * stride;
  let sum: f64 = 0;
  for (let centre: usize = 0; centre < centres; centre++) {
    const counts = <f64>load<f32>(weight + (centre << 2));
    if (counts == 0) {
      store<f64>(neededSlope + (centre << 3), 0);
      continue;
    }
    const q = load<f64>(angleRad + ((centre + stencilReach) << 3));
    const isHeld = q < lowest || q > highest;
    const held = f32x4.splat(<f32>max(lowest, min(highest, q)));
    const at = first + centre * stride;
    let muscleNm: f64 = 0;
    let muscleSlope: f64 = 0;
    for (let column: usize = 0; column < stride; column += 16) {
      let from = arms + (powers - 1) * stride + column;
      let value = v128.load(from);
      let rise = f32x4.splat(0);
      while (from >= arms + stride) {
        from -= stride;
        rise = madd(rise, held, value);
        value = madd(value, held, v128.load(from));
      }
      const force = v128.load(softplus + at + column);
      v128.store(arm + column, value);
      muscleNm += total4(f32x4.mul(value, force));
      if (!isHeld) muscleSlope += total4(f32x4.mul(rise, force));
    }
    const residual = load<f64>(neededNm + (centre << 3)) - muscleNm;
    const by = slope * counts * residual;
    sum += counts * residual * residual;
    store<f64>(pull + ((centre + margin) << 3), by);
    store<f64>(neededSlope + (centre << 3), by * (load<f64>(neededSlope + (centre << 3)) - muscleSlope));
    const by4 = f32x4.splat(<f32>-by);
    for (let column: usize = 0; column < stride; column += 16) {
      const to = slopes + at + column;
      v128.store(to, madd(by4, v128.load(arm + column), v128.load(to)));
    }
  }

  for (let centre: usize = 0; centre < centres; centre++) {
    addTo(slopes + ofAngle + first + centre * stride, deviation * load<f64>(neededSlope + (centre << 3)));
  }
  if (!isMeasured) {
    for (let row: usize = 0; row < rows; row++) {
      let by: f64 = 0;
      for (let at: usize = 0; at < stencilRows; at++) {
        by += load<f64>(stencil + (at << 3)) * load<f64>(pull + ((row + margin - at) << 3));
      }
      addTo(slopes + ofAngle + row * stride, deviation * by);
    }
  }
  return sum;
}

/** M q'' + b q' + tau_limit(q) + tau_gravity(q) + k (q - q0) at two centres at a time, and its slope by the angle there. */
function motion(
  centres: usize,
  angleRad: usize,
  dynamics: usize,
  constants: usize,
  stencil: usize,
  neededNm: usize,
  neededSlope: usize,
): void {
  const inertia = <f64>load<f32>(dynamics, inertiaKgM2);
  const damping = <f64>load<f32>(dynamics, dampingNmSPerRad);
  const gravityCos = f64x2.splat(<f64>load<f32>(dynamics, gravityCosNm));
  const gravitySin = f64x2.splat(<f64>load<f32>(dynamics, gravitySinNm));
  const elastic = f64x2.splat(<f64>load<f32>(dynamics, elasticNmPerRad));
  const rest = f64x2.splat(<f64>load<f32>(dynamics, elasticRestRad));
  for (let at: usize = 0; at < stencilRows << 3; at += 8) {
    const velocity = load<f64>(constants + at, velocityStencil);
    const acceleration = load<f64>(constants + at, accelerationStencil);
    store<f64>(stencil + at, inertia * acceleration + damping * velocity);
  }
  const stiffness = load<f64>(constants, limitStiffnessNm);
  const steepness = load<f64>(constants, limitSteepnessPerRad);
  const upper = f64x2.splat(load<f64>(constants, limitUpperRad));
  const lower = f64x2.splat(load<f64>(constants, limitLowerRad));
  const steepest = f64x2.splat(steepestExponent);

  for (let centre: usize = 0; centre < centres; centre += 2) {
    const from = angleRad + (centre << 3);
    let torque = f64x2.splat(0);
    for (let at: usize = 0; at < stencilRows << 3; at += 8) {
      torque = maddWide(v128.load64_splat(stencil + at), v128.load(from + at), torque);
    }
    const q = v128.load(from, stencilReach << 3);
    const halfAngle = halfTurn2(q);
    const sineOfHalf = sine2(halfAngle);
    const twice = f64x2.add(sineOfHalf, sineOfHalf);
    const sine = f64x2.mul(twice, cosine2(halfAngle));
    const cosine = f64x2.sub(f64x2.splat(1), f64x2.mul(twice, sineOfHalf));
    torque = maddWide(gravityCos, cosine, maddWide(gravitySin, sine, torque));
    torque = maddWide(elastic, f64x2.sub(q, rest), torque);
    let slope = f64x2.sub(maddWide(gravitySin, cosine, elastic), f64x2.mul(gravityCos, sine));
    if (stiffness != 0) {
      const steep = f64x2.splat(steepness);
      const above = f64x2.mul(steep, f64x2.sub(q, upper));
      const below = f64x2.mul(steep, f64x2.sub(lower, q));
      const upperPull = f64x2.mul(f64x2.splat(stiffness), exp2Wide(f64x2.pmin(above, steepest)));
      const lowerPull = f64x2.mul(f64x2.splat(stiffness), exp2Wide(f64x2.pmin(below, steepest)));
      torque = f64x2.add(torque, f64x2.sub(upperPull, lowerPull));
      const upperSlope = v128.and(upperPull, f64x2.le(above, steepest));
      const lowerSlope = v128.and(lowerPull, f64x2.le(below, steepest));
      slope = maddWide(steep, f64x2.add(upperSlope, lowerSlope), slope);
    }
    v128.store(neededNm + (centre << 3), torque);
    v128.store(neededSlope + (centre << 3), slope);
  }
}

// @ts-expect-error: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f32>(at, <f32>(<f64>load<f32>(at) + value));
}
