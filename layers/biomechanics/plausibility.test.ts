import { describe, expect, it } from 'vitest';
import { elbow } from './joints/elbow.ts';
import { knee } from './joints/knee.ts';
import { labelForces } from './label-forces.ts';
import { angleFault, torqueFault } from './plausibility.ts';

const degree = Math.PI / 180;

describe('angles', () => {
  it('may go a goniometer offset beyond the range', () => {
    expect(angleFault(knee, Float64Array.of(-130 * degree, 0, 12 * degree))).toBeUndefined();
  });

  it('given in degrees instead of radians are a fault that names the first', () => {
    expect(angleFault(knee, Float64Array.of(0, -45, -90))).toMatchObject({
      code: 'ANGLE_BEYOND_JOINT',
      where: { row: 2 },
      found: '-2578.3 deg (extension positive)',
    });
  });

  it('with the wrong sign are a fault', () => {
    expect(angleFault(elbow, Float64Array.of(-90 * degree))?.fix).toContain('positive');
  });
});

describe('torque', () => {
  const framesOf = (torqueNm: number): Parameters<typeof labelForces>[1] => ({
    angleRad: new Float64Array(4).fill(1),
    velocityRadPerS: new Float64Array(4),
    torqueNm: new Float64Array(4).fill(torqueNm),
  });

  it('within the muscles is no fault', () => {
    expect(torqueFault(elbow, labelForces(elbow, framesOf(20)))).toBeUndefined();
  });

  it('in N mm is beyond the muscles and a fault', () => {
    expect(torqueFault(elbow, labelForces(elbow, framesOf(20_000)))).toMatchObject({
      code: 'TORQUE_BEYOND_MUSCLES',
      found: 'a peak torque of 20000.0 N m',
    });
  });
});
