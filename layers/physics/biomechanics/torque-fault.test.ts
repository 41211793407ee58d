import { describe, expect, it } from 'vitest';
import { elbow } from './joints/elbow.ts';
import { labelForces } from './label-forces.ts';
import { torqueFault } from './torque-fault.ts';

describe('torque', () => {
  const framesOf = (torqueNm: number): Parameters<typeof labelForces>[1] => ({
    angleRad: new Float64Array(4).fill(1),
    velocityRadPerS: new Float64Array(4),
    torqueNm: new Float64Array(4).fill(torqueNm),
  });

  it('within the reach of the muscles is no fault', () => {
    expect(torqueFault(elbow, labelForces(elbow, framesOf(20)))).toBeUndefined();
  });

  it('in N mm is beyond the reach of the muscles and a fault', () => {
    expect(torqueFault(elbow, labelForces(elbow, framesOf(20_000)))).toMatchObject({
      code: 'TORQUE_BEYOND_MUSCLES',
      found: 'a peak torque of 20000.0 N m',
    });
  });
});
