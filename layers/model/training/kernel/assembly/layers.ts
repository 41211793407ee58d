import { madd, tanh4 } from './lanes';

// Matrices are row-major float32, their widths padded by zeros to whole panels of eight columns. Pointers and strides
// are in bytes, counts in numbers.

/**
 * out = start + left x panels, in tiles of four rows and eight columns, so that eight sums, two vectors of panels and one
 * number of the left matrix stay in the fifteen registers of x64.
 *
 * @param panels of eight columns each, `depth` rows of them one after the other
 * @param start one row, the bias of each column
 * @param rows a multiple of 4; `columns` of 8; `depth` at least 1
 */
export function multiply(
  left: usize,
  leftStride: usize,
  panels: usize,
  depth: usize,
  start: usize,
  out: usize,
  outStride: usize,
  rows: usize,
  columns: usize,
): void {
  const panelBytes = depth << 5;
  let panel = panels;
  for (let column: usize = 0; column < columns; column += 8) {
    const startLow = v128.load(start + (column << 2));
    const startHigh = v128.load(start + (column << 2), 16);
    const end = panel + panelBytes;
    let to = out + (column << 2);
    let from = left;
    for (let row: usize = 0; row < rows; row += 4) {
      let s00 = startLow;
      let s01 = startHigh;
      let s10 = startLow;
      let s11 = startHigh;
      let s20 = startLow;
      let s21 = startHigh;
      let s30 = startLow;
      let s31 = startHigh;
      let r0 = from;
      let r1 = r0 + leftStride;
      let r2 = r1 + leftStride;
      let r3 = r2 + leftStride;
      let at = panel;
      // One step in each iteration: if unrolled, V8 loads ahead and runs out of registers (37 instead of 52 GFLOPS, Zen 4).
      do {
        const w0 = v128.load(at);
        const w1 = v128.load(at, 16);
        let x = v128.load32_splat(r0);
        s00 = madd(x, w0, s00);
        s01 = madd(x, w1, s01);
        x = v128.load32_splat(r1);
        s10 = madd(x, w0, s10);
        s11 = madd(x, w1, s11);
        x = v128.load32_splat(r2);
        s20 = madd(x, w0, s20);
        s21 = madd(x, w1, s21);
        x = v128.load32_splat(r3);
        s30 = madd(x, w0, s30);
        s31 = madd(x, w1, s31);
        at += 32;
        r0 += 4;
        r1 += 4;
        r2 += 4;
        r3 += 4;
      } while (at < end);
      v128.store(to, s00);
      v128.store(to, s01, 16);
      to += outStride;
      v128.store(to, s10);
      v128.store(to, s11, 16);
      to += outStride;
      v128.store(to, s20);
      v128.store(to, s21, 16);
      to += outStride;
      v128.store(to, s30);
      v128.store(to, s31, 16);
      to += outStride;
      from += leftStride << 2;
    }
    panel = end;
  }
}

/**
 * slopes += left^T x right over `rows` rows, in tiles of four rows and eight columns of `slopes`.
 *
 * @param inputs columns of `left`, a multiple of 4; `outputs` those of `right`, of 8
 */
export function addSlopes(
  left: usize,
  leftStride: usize,
  right: usize,
  rightStride: usize,
  rows: usize,
  slopes: usize,
  inputs: usize,
  outputs: usize,
): void {
  const slopeStride = outputs << 2;
  const end = right + rows * rightStride;
  for (let input: usize = 0; input < inputs; input += 4) {
    for (let column: usize = 0; column < outputs; column += 8) {
      const to0 = slopes + input * slopeStride + (column << 2);
      const to1 = to0 + slopeStride;
      const to2 = to1 + slopeStride;
      const to3 = to2 + slopeStride;
      let s00 = v128.load(to0);
      let s01 = v128.load(to0, 16);
      let s10 = v128.load(to1);
      let s11 = v128.load(to1, 16);
      let s20 = v128.load(to2);
      let s21 = v128.load(to2, 16);
      let s30 = v128.load(to3);
      let s31 = v128.load(to3, 16);
      let x = left + (input << 2);
      let y = right + (column << 2);
      const last = end + (column << 2);
      do {
        const y0 = v128.load(y);
        const y1 = v128.load(y, 16);
        let one = v128.load32_splat(x);
        s00 = madd(one, y0, s00);
        s01 = madd(one, y1, s01);
        one = v128.load32_splat(x, 4);
        s10 = madd(one, y0, s10);
        s11 = madd(one, y1, s11);
        one = v128.load32_splat(x, 8);
        s20 = madd(one, y0, s20);
        s21 = madd(one, y1, s21);
        one = v128.load32_splat(x, 12);
        s30 = madd(one, y0, s30);
        s31 = madd(one, y1, s31);
        x += leftStride;
        y += rightStride;
      } while (y < last);
      v128.store(to0, s00);
      v128.store(to0, s01, 16);
      v128.store(to1, s10);
      v128.store(to1, s11, 16);
      v128.store(to2, s20);
      v128.store(to2, s21, 16);
      v128.store(to3, s30);
      v128.store(to3, s31, 16);
    }
  }
}

/** sums += the sum of all rows: the slopes of the biases. */
export function addRows(matrix: usize, rows: usize, sums: usize, columns: usize): void {
  const stride = columns << 2;
  const end = matrix + rows * stride;
  for (let column: usize = 0; column < stride; column += 16) {
    let sum = v128.load(sums + column);
    for (let at = matrix + column; at < end; at += stride) sum = f32x4.add(sum, v128.load(at));
    v128.store(sums + column, sum);
  }
}

/** tanh of each number, in place. @param count a multiple of 4 */
export function tanhAll(values: usize, count: usize): void {
  const end = values + (count << 2);
  for (let at = values; at < end; at += 16) v128.store(at, tanh4(v128.load(at)));
}

/** slopes *= 1 - tanh^2, number by number. @param count a multiple of 4 */
export function throughTanh(slopes: usize, tanhs: usize, count: usize): void {
  const end = slopes + (count << 2);
  for (let at = slopes, from = tanhs; at < end; at += 16, from += 16) {
    const slope = v128.load(at);
    const value = v128.load(from);
    v128.store(at, f32x4.sub(slope, f32x4.mul(slope, f32x4.mul(value, value))));
  }
}
