import { describe, expect, it } from 'vitest';
import { arm26, arm26Forces, arm26Torque, wrappedBicepsArmM } from './arm26.testing.ts';
import { correlation, hasShared } from './reference.testing.ts';

describe.skipIf(!hasShared(arm26))("OpenSim's own elbow example", () => {
  it('has the elbow torque of our inverse dynamics within 5 % of its range, neglecting the shoulder', () => {
    const { ours, published } = arm26Torque();
    const rangeNm = Math.max(...published) - Math.min(...published);
    const worst = Math.max(...ours.map((torqueNm, t) => Math.abs(torqueNm - published[t]!)));
    expect(worst / rangeNm).toBeLessThan(0.05);
  });

  it.each([
    ['without', false],
    ['with', true],
  ])(
    'has our forces with r >= 0.9 for every loaded muscle, %s force-length-velocity',
    (_name, physiology) => {
      const forces = arm26Forces(physiology);
      const loaded = [...forces].filter(([, { published }]) => Math.max(...published) > 10);
      expect(loaded.map(([name]) => name)).toEqual(['BIClong', 'BICshort', 'TRIlat', 'TRImed']);
      for (const [name, { ours, published }] of loaded)
        expect(correlation(ours, published), name).toBeGreaterThan(0.9);
    },
  );

  it('has our peak forces within 5 % if the long biceps wraps as in OpenSim', () => {
    const forces = arm26Forces(false, wrappedBicepsArmM);
    for (const name of ['BIClong', 'BICshort', 'TRIlat', 'TRImed']) {
      const { ours, published } = forces.get(name)!;
      expect(Math.max(...ours) / Math.max(...published), name).toBeGreaterThan(0.95);
      expect(Math.max(...ours) / Math.max(...published), name).toBeLessThan(1.05);
    }
  });

  it('has the same idle muscles, to 1 % of their maximal force', () => {
    const forces = arm26Forces(false);
    for (const name of ['BRA', 'TRIlong']) {
      const { ours, published } = forces.get(name)!;
      ours.forEach((force, t) => {
        expect(Math.abs(force - published[t]!)).toBeLessThan(8);
      });
    }
  });
});
