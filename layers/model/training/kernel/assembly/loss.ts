import { expNegative4, highWide, log1p4, lowWide, madd, total2 } from './lanes';

/**
 * The labelled part of the loss, row by row: its sums, and the slopes of the loss by angle and scaled forces.
 *
 *   angle: sum w (o_0 - q)^2      force: sum w (softplus(o_i) - F_i)^2
 *
 * @param columns of a row of `output`, a multiple of 8: the angle, then the muscles, then padding
 * @param isForce one 32-bit mask for each column
 * @param angleSlope 2 / count of angles; `forceSlope` 2 / count of forces
 * @param scaledForce softplus(o_i), as `output`; 0 in columns without a force
 * @param rise d softplus = sigmoid(o_i); 1 in the angle's column
 * @param slopes of the loss by o_0 and by softplus(o_i)
 * @param sums two float64, angle and force; the sums are added to them
 */
export function labelledLoss(
  output: usize,
  rows: usize,
  columns: usize,
  muscles: usize,
  isForce: usize,
  angle: usize,
  angleWeight: usize,
  force: usize,
  forceWeight: usize,
  angleSlope: f64,
  forceSlope: f64,
  scaledForce: usize,
  rise: usize,
  slopes: usize,
  sums: usize,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const forceSlope4 = f32x4.splat(<f32>forceSlope);
  const stride = columns << 2;
  let angleSum: f64 = 0;
  let forceSum = f64x2.splat(0);
  let at: usize = 0;
  for (let row: usize = 0; row < rows; row++) {
    let rowSum = zero;
    // The first column is the angle, so the force labels are shifted by one number.
    let label = row * muscles * 4 - 4;
    for (let column: usize = 0; column < stride; column += 16) {
      const mask = v128.load(isForce + column);
      const x = v128.load(output + at + column);
      const small = expNegative4(f32x4.neg(f32x4.abs(x)));
      const value = v128.and(f32x4.add(f32x4.pmax(x, zero), log1p4(small)), mask);
      const inverse = f32x4.div(one, f32x4.add(one, small));
      const sigmoid = v128.bitselect(f32x4.mul(small, inverse), inverse, f32x4.lt(x, zero));
      const error = v128.and(f32x4.sub(value, v128.load(force + label)), mask);
      const weighted = f32x4.mul(error, v128.and(v128.load(forceWeight + label), mask));
      rowSum = madd(weighted, error, rowSum);
      v128.store(scaledForce + at + column, value);
      v128.store(rise + at + column, v128.bitselect(sigmoid, one, mask));
      v128.store(slopes + at + column, f32x4.mul(weighted, forceSlope4));
      label += 16;
    }
    forceSum = f64x2.add(forceSum, f64x2.add(lowWide(rowSum), highWide(rowSum)));
    const error = <f64>load<f32>(output + at) - <f64>load<f32>(angle + (row << 2));
    const weighted = error * <f64>load<f32>(angleWeight + (row << 2));
    angleSum += weighted * error;
    store<f32>(slopes + at, <f32>(angleSlope * weighted));
    at += stride;
  }
  store<f64>(sums, load<f64>(sums) + angleSum);
  store<f64>(sums, load<f64>(sums, 8) + total2(forceSum), 8);
}

/** slopes *= rise, number by number. @param count a multiple of 4 */
export function throughRise(slopes: usize, rise: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16) {
    v128.store(slopes + at, f32x4.mul(v128.load(slopes + at), v128.load(rise + at)));
  }
}
