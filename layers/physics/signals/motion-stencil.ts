import { savitzkyGolay } from './savitzky-golay.ts';

/** Rows of the stencil that turns measured and predicted angles into velocity and acceleration. */
export const stencilRows = 9;

/** Rows of the stencil on either side of its centre. */
export const stencilReach = (stencilRows - 1) / 2;

const order = 4;

/**
 * Weights of the first or second derivative of the angle at the middle of `stencilRows` rows, oldest first, in 1/s or 1/s2:
 * a least-squares polynomial of order 4. Labels and the residual of the equation of motion use the same derivatives.
 */
export function motionStencil(derivative: 1 | 2, rateHz: number): Float64Array {
  return savitzkyGolay(stencilRows, order, derivative, 1 / rateHz);
}
