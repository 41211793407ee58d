/**
 * Weights of the least-squares polynomial of `order` through `window` (odd) even samples: their sum with the samples,
 * oldest first, is the `derivative`-th derivative at the middle one. Divided by `intervalS ** derivative`. By the Gram
 * polynomials of Gorry 1990 (Anal. Chem. 62, 570); equals `scipy.signal.savgol_coeffs(..., use='dot')`.
 *
 * @throws RangeError if the window is not odd or not greater than the order
 *
 * @example
 * import { savitzkyGolay } from 'sarcomere/signals';
 *
 * savitzkyGolay(5, 2, 1, 0.01); // => [-20, -10, 0, 10, 20]
 */
export function savitzkyGolay(
  window: number,
  order: number,
  derivative: number,
  intervalS: number,
): Float64Array {
  const isWindow = Number.isInteger(window) && window % 2 === 1 && window > order;
  if (!isWindow) throw new RangeError(`window ${window} must be odd and greater than the order ${order}`);
  const half = (window - 1) / 2;
  const scale = intervalS ** -derivative;
  return Float64Array.from({ length: window }, (_, i) => {
    let weight = 0;
    for (let k = 0; k <= order; k++) {
      const norm = ((2 * k + 1) * fallingFactorial(2 * half, k)) / fallingFactorial(2 * half + k + 1, k + 1);
      weight += norm * gram(i - half, half, k, 0) * gram(0, half, k, derivative);
    }
    return weight * scale;
  });
}

/** A run of consecutive samples: from `start` to before `end`. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * The weighted sum at every sample whose whole stencil lies in one block; NaN elsewhere. The result has the length of
 * `values`; weights are those of `savitzkyGolay`.
 *
 * @example
 * import { alongBlocks, savitzkyGolay } from 'sarcomere/signals';
 *
 * const angleRad = Float64Array.from({ length: 7 }, (_, n) => 0.03 * n); // at 100 Hz
 * alongBlocks(angleRad, savitzkyGolay(5, 2, 1, 0.01), [{ start: 0, end: 7 }]); // => [NaN, NaN, 3, 3, 3, NaN, NaN]
 */
export function alongBlocks(
  values: Float64Array,
  weights: Float64Array,
  blocks: readonly Block[],
): Float64Array {
  const half = (weights.length - 1) / 2;
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (const { start, end } of blocks) {
    for (let t = start + half; t < end - half; t++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[t - half + i]!;
      out[t] = sum;
    }
  }
  return out;
}

/** The `derivative`-th derivative of the Gram polynomial of degree k over 2 half + 1 points, at t. */
function gram(t: number, half: number, k: number, derivative: number): number {
  if (k < 0 || derivative < 0) return 0;
  if (k === 0) return derivative === 0 ? 1 : 0;
  const down = k * (2 * half - k + 1);
  const rise = t * gram(t, half, k - 1, derivative) + derivative * gram(t, half, k - 1, derivative - 1);
  return ((4 * k - 2) / down) * rise - (((k - 1) * (2 * half + k)) / down) * gram(t, half, k - 2, derivative);
}

function fallingFactorial(n: number, k: number): number {
  let product = 1;
  for (let i = 0; i < k; i++) product *= n - i;
  return product;
}
