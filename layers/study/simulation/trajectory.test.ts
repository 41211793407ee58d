import { describe, expect, it } from 'vitest';
import { randomOf } from '../../base/numbers/index.ts';
import { type MovementPlan, trajectoryOf } from './trajectory.ts';

describe.each(['sines', 'reaches'] as const)('trajectoryOf %s', (style) => {
  const plan: MovementPlan = { centreRad: 0.1, amplitudeRad: 0.6, paceHz: 0.8, style, durationS: 20 };

  it('stays within its amplitude and reaches most of it', () => {
    const trajectory = trajectoryOf(plan, randomOf(1, style));
    const away = Array.from({ length: 2000 }, (_, k) => Math.abs(trajectory(k * 0.01).angleRad - 0.1));
    expect(Math.max(...away)).toBeLessThanOrEqual(0.6 + 1e-12);
    expect(Math.max(...away)).toBeGreaterThan(0.45);
  });

  it('has the velocity and acceleration of its own angle, by central differences', () => {
    const trajectory = trajectoryOf(plan, randomOf(2, style));
    const h = 1e-5;
    for (let timeS = 0.0137; timeS < 19; timeS += 0.311) {
      const before = trajectory(timeS - h);
      const after = trajectory(timeS + h);
      const now = trajectory(timeS);
      expect((after.angleRad - before.angleRad) / (2 * h)).toBeCloseTo(now.velocityRadPerS, 6);
      expect((after.velocityRadPerS - before.velocityRadPerS) / (2 * h)).toBeCloseTo(
        now.accelerationRadPerS2,
        4,
      );
    }
  });

  it('is the same at a time whatever the order of calls', () => {
    const trajectory = trajectoryOf(plan, randomOf(3, style));
    const once = trajectory(7.3);
    trajectory(19);
    trajectory(-0.5);
    expect(trajectory(7.3)).toEqual(once);
  });
});
