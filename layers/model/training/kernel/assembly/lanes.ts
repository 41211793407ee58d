/** a b + c in four float32 lanes: fused and rounded once if the module is compiled with relaxed SIMD. */
// @ts-expect-error: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a b + c in two float64 lanes. */
// @ts-expect-error: decorator
@inline
export function maddWide(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

// From constants V8 would build each vector again from two 64-bit halves in every iteration, which is twice as slow.
const tanhHeld = memory.data<f32>([7.90531110763549805, -7.90531110763549805]);
const tanhAbove = memory.data<f32>([
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
  6.37261928875436e-4, 4.89352455891786e-3,
]);
const tanhBelow = memory.data<f32>([
  1.19825839466702e-6, 1.18534705686654e-4, 2.26843463243900e-3, 4.89352518554385e-3,
]);

/**
 * tanh by a rational function of degree 13 over 6 (Eigen's `generic_fast_tanh_float`); error below 3e-7. A NaN stays NaN:
 * `pmin` and `pmax` return their first operand if the comparison fails.
 */
// @ts-expect-error: decorator
@inline
export function tanh4(x: v128): v128 {
  const held = f32x4.pmax(f32x4.pmin(x, v128.load32_splat(tanhHeld)), v128.load32_splat(tanhHeld, 4));
  const square = f32x4.mul(held, held);
  let above = madd(square, v128.load32_splat(tanhAbove), v128.load32_splat(tanhAbove, 4));
  above = madd(above, square, v128.load32_splat(tanhAbove, 8));
  above = madd(above, square, v128.load32_splat(tanhAbove, 12));
  above = madd(above, square, v128.load32_splat(tanhAbove, 16));
  above = madd(above, square, v128.load32_splat(tanhAbove, 20));
  above = madd(above, square, v128.load32_splat(tanhAbove, 24));
  let below = madd(square, v128.load32_splat(tanhBelow), v128.load32_splat(tanhBelow, 4));
  below = madd(below, square, v128.load32_splat(tanhBelow, 8));
  below = madd(below, square, v128.load32_splat(tanhBelow, 12));
  return f32x4.div(f32x4.mul(above, held), below);
}

/** exp of four numbers that are at most 0 (Cephes `expf`); arguments below -87 are clamped. */
// @ts-expect-error: decorator
@inline
export function expNegative4(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(-87));
  const whole = f32x4.nearest(f32x4.mul(held, f32x4.splat(1.44269504088896341)));
  let rest = madd(whole, f32x4.splat(-0.693359375), held);
  rest = madd(whole, f32x4.splat(2.12194440e-4), rest);
  let sum = madd(rest, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  sum = madd(sum, rest, f32x4.splat(8.3334519073e-3));
  sum = madd(sum, rest, f32x4.splat(4.1665795894e-2));
  sum = madd(sum, rest, f32x4.splat(1.6666665459e-1));
  sum = madd(sum, rest, f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(madd(sum, f32x4.mul(rest, rest), rest), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(sum, power);
}

/** log(1 + x) of four numbers from 0 to 1: 2 artanh(x / (2 + x)) by its series. */
// @ts-expect-error: decorator
@inline
export function log1p4(x: v128): v128 {
  const ratio = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
  const square = f32x4.mul(ratio, ratio);
  let sum = madd(square, f32x4.splat(2.0 / 13), f32x4.splat(2.0 / 11));
  sum = madd(sum, square, f32x4.splat(2.0 / 9));
  sum = madd(sum, square, f32x4.splat(2.0 / 7));
  sum = madd(sum, square, f32x4.splat(2.0 / 5));
  sum = madd(sum, square, f32x4.splat(2.0 / 3));
  sum = madd(sum, square, f32x4.splat(2));
  return f32x4.mul(sum, ratio);
}

/** The two lower lanes as float64. */
// @ts-expect-error: decorator
@inline
export function lowWide(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** The two upper lanes as float64. */
// @ts-expect-error: decorator
@inline
export function highWide(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
}

/** All four lanes, summed in float64. */
// @ts-expect-error: decorator
@inline
export function total4(x: v128): f64 {
  return total2(f64x2.add(lowWide(x), highWide(x)));
}

// @ts-expect-error: decorator
@inline
export function total2(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** exp of two float64 of at most 700, relative error 1e-11; arguments below -700 are clamped. */
// @ts-expect-error: decorator
@inline
export function exp2Wide(x: v128): v128 {
  const held = f64x2.pmax(x, f64x2.splat(-700));
  const whole = f64x2.nearest(f64x2.mul(held, f64x2.splat(1.4426950408889634)));
  const rest = maddWide(whole, f64x2.splat(-0.6931471805599453), held);
  let sum = maddWide(rest, f64x2.splat(1.0 / 362880), f64x2.splat(1.0 / 40320));
  sum = maddWide(sum, rest, f64x2.splat(1.0 / 5040));
  sum = maddWide(sum, rest, f64x2.splat(1.0 / 720));
  sum = maddWide(sum, rest, f64x2.splat(1.0 / 120));
  sum = maddWide(sum, rest, f64x2.splat(1.0 / 24));
  sum = maddWide(sum, rest, f64x2.splat(1.0 / 6));
  sum = maddWide(sum, rest, f64x2.splat(0.5));
  sum = maddWide(sum, rest, f64x2.splat(1));
  sum = maddWide(sum, rest, f64x2.splat(1));
  // Adding 1.5 2^52 puts the whole number into the lowest bits of the mantissa.
  const bits = f64x2.add(whole, f64x2.splat(6755399441055744.0 + 1023));
  return f64x2.mul(sum, i64x2.shl(bits, 52));
}

/** Half of an angle in rad, reduced to a quarter turn; sine and cosine of the whole angle follow from it. */
// @ts-expect-error: decorator
@inline
export function halfTurn2(angleRad: v128): v128 {
  const turns = f64x2.nearest(f64x2.mul(angleRad, f64x2.splat(0.15915494309189535)));
  return f64x2.mul(maddWide(turns, f64x2.splat(-6.283185307179586), angleRad), f64x2.splat(0.5));
}

/** Sine within a quarter turn, to 1e-11, by its series. */
// @ts-expect-error: decorator
@inline
export function sine2(x: v128): v128 {
  const square = f64x2.mul(x, x);
  let sum = maddWide(square, f64x2.splat(-1.0 / 1307674368000), f64x2.splat(1.0 / 6227020800));
  sum = maddWide(sum, square, f64x2.splat(-1.0 / 39916800));
  sum = maddWide(sum, square, f64x2.splat(1.0 / 362880));
  sum = maddWide(sum, square, f64x2.splat(-1.0 / 5040));
  sum = maddWide(sum, square, f64x2.splat(1.0 / 120));
  sum = maddWide(sum, square, f64x2.splat(-1.0 / 6));
  return maddWide(f64x2.mul(sum, square), x, x);
}

/** Cosine within a quarter turn, to 1e-11, by its series. */
// @ts-expect-error: decorator
@inline
export function cosine2(x: v128): v128 {
  const square = f64x2.mul(x, x);
  let sum = maddWide(square, f64x2.splat(1.0 / 20922789888000), f64x2.splat(-1.0 / 87178291200));
  sum = maddWide(sum, square, f64x2.splat(1.0 / 479001600));
  sum = maddWide(sum, square, f64x2.splat(-1.0 / 3628800));
  sum = maddWide(sum, square, f64x2.splat(1.0 / 40320));
  sum = maddWide(sum, square, f64x2.splat(-1.0 / 720));
  sum = maddWide(sum, square, f64x2.splat(1.0 / 24));
  sum = maddWide(sum, square, f64x2.splat(-0.5));
  return maddWide(sum, square, f64x2.splat(1));
}
