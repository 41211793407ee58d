import { describe, expect, it } from 'vitest';
import { motionStencil, stencilReach, stencilRows } from './motion-stencil.ts';

describe('the stencil of motion', () => {
  it('gives velocity and acceleration of a fourth-order movement exactly', () => {
    const rateHz = 50;
    const angleRad = (timeS: number) => 0.3 - 2 * timeS + 0.5 * timeS ** 2 + 3 * timeS ** 3 - timeS ** 4;
    const rows = Array.from({ length: stencilRows }, (_, at) => angleRad((at - stencilReach) / rateHz));
    const along = (weights: Float64Array) => weights.reduce((sum, weight, at) => sum + weight * rows[at]!, 0);
    expect(along(motionStencil(1, rateHz))).toBeCloseTo(-2, 9);
    expect(along(motionStencil(2, rateHz))).toBeCloseTo(1, 7);
  });
});
