import { expNegative4, highWide, log1p4, lowWide, madd, total2 } from './lanes';

/**
 * The labelled part of the loss: its sums, and the slopes of the loss by each linear output and each softplus.
 *
 *   linear: sum w (o_i - y_i)^2      softplus: sum w (softplus(o_i) - y_i)^2
 *
 * Softplus outputs in float32, four columns at a time; linear ones in float64, one after the other.
 *
 * @param columns of a row of `output`, a multiple of 8: the outputs, then padding
 * @param outputs columns of a row of `labels` and `labelWeight`
 * @param isSoftplus one 32-bit mask for each column
 * @param softplusSum index of the sum in which the softplus outputs count
 * @param linear two int32 for each linear output: its column, and the index of the sum in which it counts
 * @param sumSlopes one float64 for each sum: 2 / its count of labels
 * @param softplus softplus(o_i), as `output`; 0 in all other columns
 * @param rise d softplus = sigmoid(o_i); 1 in all other columns
 * @param slopes of the loss by o_i of linear outputs and by softplus(o_i)
 * @param sums float64; the sums are added to them
 */
export function labelledLoss(
  output: usize,
  rows: usize,
  columns: usize,
  outputs: usize,
  isSoftplus: usize,
  softplusSum: usize,
  linear: usize,
  linearCount: usize,
  labels: usize,
  labelWeight: usize,
  sumSlopes: usize,
  softplus: usize,
  rise: usize,
  slopes: usize,
  sums: usize,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const slope4 = f32x4.splat(<f32>load<f64>(sumSlopes + (softplusSum << 3)));
  const stride = columns << 2;
  const labelStride = outputs << 2;
  let softplusSquares = f64x2.splat(0);
  let at: usize = 0;
  for (let row: usize = 0; row < rows; row++) {
    let rowSum = zero;
    let label = row * labelStride;
    for (let column: usize = 0; column < stride; column += 16) {
      const mask = v128.load(isSoftplus + column);
      const x = v128.load(output + at + column);
      const small = expNegative4(f32x4.neg(f32x4.abs(x)));
      const value = v128.and(f32x4.add(f32x4.pmax(x, zero), log1p4(small)), mask);
      const inverse = f32x4.div(one, f32x4.add(one, small));
      const sigmoid = v128.bitselect(f32x4.mul(small, inverse), inverse, f32x4.lt(x, zero));
      const error = v128.and(f32x4.sub(value, v128.load(labels + label)), mask);
      const weighted = f32x4.mul(error, v128.and(v128.load(labelWeight + label), mask));
      rowSum = madd(weighted, error, rowSum);
      v128.store(softplus + at + column, value);
      v128.store(rise + at + column, v128.bitselect(sigmoid, one, mask));
      v128.store(slopes + at + column, f32x4.mul(weighted, slope4));
      label += 16;
    }
    softplusSquares = f64x2.add(softplusSquares, f64x2.add(lowWide(rowSum), highWide(rowSum)));
    at += stride;
  }
  addSquares(sums + (softplusSum << 3), total2(softplusSquares));

  for (let each = linear; each < linear + (linearCount << 3); each += 8) {
    const column = <usize>load<u32>(each) << 2;
    const sum = <usize>load<u32>(each, 4) << 3;
    const slope = load<f64>(sumSlopes + sum);
    let squares: f64 = 0;
    let label = column;
    at = column;
    for (let row: usize = 0; row < rows; row++) {
      const error = <f64>load<f32>(output + at) - <f64>load<f32>(labels + label);
      const weighted = error * <f64>load<f32>(labelWeight + label);
      squares += weighted * error;
      store<f32>(slopes + at, <f32>(slope * weighted));
      label += labelStride;
      at += stride;
    }
    addSquares(sums + sum, squares);
  }
}

// @ts-expect-error: decorator
@inline
function addSquares(sum: usize, squares: f64): void {
  store<f64>(sum, load<f64>(sum) + squares);
}

/** slopes *= rise, number by number. @param count a multiple of 4 */
export function throughRise(slopes: usize, rise: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16) {
    v128.store(slopes + at, f32x4.mul(v128.load(slopes + at), v128.load(rise + at)));
  }
}
