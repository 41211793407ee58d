import { expNegative4, log1p4 } from './lanes';

/**
 * softplus(x) times the column's scale if the column is a force, x itself if not; in place.
 *
 * @param columns of a row, a multiple of 4
 * @param isForce one 32-bit mask for each column
 * @param scales one float32 for each column
 */
export function scaledForces(values: usize, rows: usize, columns: usize, isForce: usize, scales: usize): void {
  const zero = f32x4.splat(0);
  const least = f32x4.splat(-87);
  const stride = columns << 2;
  const end = values + rows * stride;
  for (let row = values; row < end; row += stride) {
    for (let column: usize = 0; column < stride; column += 16) {
      const x = v128.load(row + column);
      const below = f32x4.neg(f32x4.abs(x));
      // `expNegative4` is clamped at its minimum; a force must not be.
      const small = v128.and(expNegative4(below), f32x4.gt(below, least));
      const softplus = f32x4.add(f32x4.pmax(x, zero), log1p4(small));
      const force = f32x4.mul(softplus, v128.load(scales + column));
      v128.store(row + column, v128.bitselect(force, x, v128.load(isForce + column)));
    }
  }
}
