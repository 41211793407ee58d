import { highWide, lowWide, total2 } from './lanes';

/** Copies rows of `width` numbers to rows of `padded` numbers, with trailing zeros, and zero rows up to a multiple of four. */
export function padRows(from: usize, width: usize, to: usize, padded: usize, rows: usize): void {
  memory.fill(to, 0, (((rows + 3) & ~3) * padded) << 2);
  for (let row: usize = 0; row < rows; row++) {
    for (let at: usize = 0; at < width << 2; at += 4) store<f32>(to + at, load<f32>(from + at));
    from += width << 2;
    to += padded << 2;
  }
}

/**
 * Packs the kernel of one layer (inputs x outputs) into panels of eight columns, for the forward product. The padding is zero
 * from the start and is never written.
 *
 * @param depth the padded number of inputs
 */
export function packPanels(weights: usize, inputs: usize, outputs: usize, panels: usize, depth: usize): void {
  for (let output: usize = 0; output < outputs; output++) {
    let from = weights + (output << 2);
    let to = panels + (((output >> 3) * depth) << 5) + ((output & 7) << 2);
    for (let input: usize = 0; input < inputs; input++) {
      store<f32>(to, load<f32>(from));
      from += outputs << 2;
      to += 32;
    }
  }
}

/** The same for the transposed kernel, for the product that propagates slopes back. @param depth the padded number of outputs */
export function packTransposed(
  weights: usize,
  inputs: usize,
  outputs: usize,
  panels: usize,
  depth: usize,
): void {
  let from = weights;
  for (let input: usize = 0; input < inputs; input++) {
    let to = panels + (((input >> 3) * depth) << 5) + ((input & 7) << 2);
    for (let output: usize = 0; output < outputs; output++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += 32;
    }
  }
}

/** Sum of the squares of all parameters. Initialises the gradient (float64) with `slope` times each parameter. */
export function startGradient(parameters: usize, count: usize, gradient: usize, slope: f64): f64 {
  const slope2 = f64x2.splat(slope);
  let sum = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 2 <= count; at += 2) {
    const two = f64x2.promote_low_f32x4(v128.load64_zero(parameters + (at << 2)));
    sum = f64x2.add(sum, f64x2.mul(two, two));
    v128.store(gradient + (at << 3), f64x2.mul(slope2, two));
  }
  if (at == count) return total2(sum);
  const last = <f64>load<f32>(parameters + (at << 2));
  store<f64>(gradient + (at << 3), slope * last);
  return total2(sum) + last * last;
}

/** gradient (float64, rows x width) += slopes (float32, rows x padded); then sets the slopes to zero. */
export function drain(slopes: usize, padded: usize, gradient: usize, rows: usize, width: usize): void {
  const from = slopes;
  let read = slopes;
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 4 <= width; at += 4) {
      const four = v128.load(read + (at << 2));
      v128.store(gradient, f64x2.add(v128.load(gradient), lowWide(four)));
      v128.store(gradient, f64x2.add(v128.load(gradient, 16), highWide(four)), 16);
      gradient += 32;
    }
    for (; at < width; at++) {
      store<f64>(gradient, load<f64>(gradient) + <f64>load<f32>(read + (at << 2)));
      gradient += 8;
    }
    read += padded << 2;
  }
  memory.fill(from, 0, read - from);
}
