// Splits of the nodes of a tree. All numbers are float32, in columns that stand `stride` bytes apart; a node is a stretch of
// `rows` rows, the same in each column, and pointers to columns point to its first row. After the last column are 12 bytes of
// any finite numbers. Without fused multiply-add: every runtime grows the same trees.

/** The memory from this address on belongs to the caller. */
export const roomStart: usize = __heap_base;

/** Writes the least and the greatest number of each listed column, one pair after another. @param list `count` i32 */
export function ranges(
  columns: usize,
  stride: usize,
  rows: i32,
  list: usize,
  count: i32,
  to: usize,
): void {
  const whole = rows & ~3;
  for (let one = 0; one < count; one++) {
    const column = columns + (load<i32>(list + 4 * one) as usize) * stride;
    let low = v128.load32_splat(column);
    let high = low;
    for (let row = 0; row < whole; row += 4) {
      const values = v128.load(column + 4 * row);
      low = f32x4.pmin(low, values);
      high = f32x4.pmax(high, values);
    }
    for (let row = whole; row < rows; row++) {
      const value = v128.load32_splat(column + 4 * row);
      low = f32x4.pmin(low, value);
      high = f32x4.pmax(high, value);
    }
    low = f32x4.pmin(low, i32x4.shuffle(low, low, 2, 3, 0, 1));
    high = f32x4.pmax(high, i32x4.shuffle(high, high, 2, 3, 0, 1));
    store<f32>(to + 8 * one, min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)));
    store<f32>(to + 8 * one + 4, max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)));
  }
}

/**
 * For each listed column and its threshold: the number of rows at or below the threshold, and the sums of the columns
 * `summed` over these rows. Sums are left out if less than `least` rows are on one side.
 *
 * @param thresholds `count` numbers
 * @param to `count` times 1 + `sums` numbers
 */
export function splits(
  columns: usize,
  stride: usize,
  rows: i32,
  list: usize,
  count: i32,
  thresholds: usize,
  least: i32,
  summed: usize,
  sums: i32,
  to: usize,
): void {
  for (let one = 0; one < count; one++) {
    const column = columns + (load<i32>(list + 4 * one) as usize) * stride;
    const threshold = v128.load32_splat(thresholds + 4 * one);
    const below = countBelow(column, threshold, rows);
    store<f32>(to, below as f32);
    to += 4;
    if (below >= least && rows - below >= least) {
      let at = 0;
      for (; at + 4 <= sums; at += 4) sum4(column, threshold, rows, summed + at * stride, stride, to + 4 * at);
      for (; at < sums; at++) sum1(column, threshold, rows, summed + at * stride, to + 4 * at);
    }
    to += 4 * sums;
  }
}

/**
 * Puts the rows of a node that are at or below a threshold first, in each listed column and in all of `summed`. The order
 * is kept on both sides.
 *
 * @param by the column that is compared
 * @param room 12 bytes a row
 */
export function divide(
  columns: usize,
  stride: usize,
  rows: i32,
  by: usize,
  threshold: f32,
  list: usize,
  count: i32,
  summed: usize,
  sums: i32,
  room: usize,
): void {
  const above = room + 4 * rows;
  const moved = above + 4 * rows;
  let low = 0;
  let high = 0;
  // Without a branch, which the processor could not foresee: the entry of the other side is overwritten.
  for (let row = 0; row < rows; row++) {
    store<i32>(room + 4 * low, row);
    store<i32>(above + 4 * high, row);
    const isLow = i32(load<f32>(by + 4 * row) <= threshold);
    low += isLow;
    high += 1 - isLow;
  }
  for (let one = 0; one < high; one++) store<i32>(room + 4 * (low + one), load<i32>(above + 4 * one));
  for (let one = 0; one < count; one++) {
    reorder(columns + (load<i32>(list + 4 * one) as usize) * stride, rows, room, moved);
  }
  for (let one = 0; one < sums; one++) reorder(summed + one * stride, rows, room, moved);
}

function reorder(column: usize, rows: i32, order: usize, moved: usize): void {
  for (let row = 0; row < rows; row++) {
    store<f32>(moved + 4 * row, load<f32>(column + 4 * load<i32>(order + 4 * row)));
  }
  const whole = rows & ~3;
  for (let row = 0; row < whole; row += 4) v128.store(column + 4 * row, v128.load(moved + 4 * row));
  for (let row = whole; row < rows; row++) store<f32>(column + 4 * row, load<f32>(moved + 4 * row));
}

function countBelow(column: usize, threshold: v128, rows: i32): i32 {
  let count = i32x4.splat(0);
  const whole = rows & ~3;
  for (let row = 0; row < whole; row += 4) {
    count = i32x4.sub(count, f32x4.le(v128.load(column + 4 * row), threshold));
  }
  if (whole < rows) {
    const isBelow = f32x4.le(v128.load(column + 4 * whole), threshold);
    count = i32x4.sub(count, v128.and(isBelow, firstLanes(rows - whole)));
  }
  return (
    i32x4.extract_lane(count, 0) +
    i32x4.extract_lane(count, 1) +
    i32x4.extract_lane(count, 2) +
    i32x4.extract_lane(count, 3)
  );
}

function sum4(column: usize, threshold: v128, rows: i32, summed: usize, stride: usize, to: usize): void {
  const second = summed + stride;
  const third = second + stride;
  const fourth = third + stride;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const whole = rows & ~3;
  for (let row = 0; row < whole; row += 4) {
    const isBelow = f32x4.le(v128.load(column + 4 * row), threshold);
    a = f32x4.add(a, v128.and(isBelow, v128.load(summed + 4 * row)));
    b = f32x4.add(b, v128.and(isBelow, v128.load(second + 4 * row)));
    c = f32x4.add(c, v128.and(isBelow, v128.load(third + 4 * row)));
    d = f32x4.add(d, v128.and(isBelow, v128.load(fourth + 4 * row)));
  }
  if (whole < rows) {
    let isBelow = f32x4.le(v128.load(column + 4 * whole), threshold);
    isBelow = v128.and(isBelow, firstLanes(rows - whole));
    a = f32x4.add(a, v128.and(isBelow, v128.load(summed + 4 * whole)));
    b = f32x4.add(b, v128.and(isBelow, v128.load(second + 4 * whole)));
    c = f32x4.add(c, v128.and(isBelow, v128.load(third + 4 * whole)));
    d = f32x4.add(d, v128.and(isBelow, v128.load(fourth + 4 * whole)));
  }
  store<f32>(to, lanesOf(a));
  store<f32>(to + 4, lanesOf(b));
  store<f32>(to + 8, lanesOf(c));
  store<f32>(to + 12, lanesOf(d));
}

function sum1(column: usize, threshold: v128, rows: i32, summed: usize, to: usize): void {
  let a = f32x4.splat(0);
  const whole = rows & ~3;
  for (let row = 0; row < whole; row += 4) {
    const isBelow = f32x4.le(v128.load(column + 4 * row), threshold);
    a = f32x4.add(a, v128.and(isBelow, v128.load(summed + 4 * row)));
  }
  if (whole < rows) {
    let isBelow = f32x4.le(v128.load(column + 4 * whole), threshold);
    isBelow = v128.and(isBelow, firstLanes(rows - whole));
    a = f32x4.add(a, v128.and(isBelow, v128.load(summed + 4 * whole)));
  }
  store<f32>(to, lanesOf(a));
}

/** All bits set in the first 1 to 3 lanes. */
// @ts-expect-error: decorator
@inline
function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

// @ts-expect-error: decorator
@inline
function lanesOf(sum: v128): f32 {
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
