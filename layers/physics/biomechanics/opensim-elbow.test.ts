import { describe, expect, it } from 'vitest';
import { arm26, arm26Forces, arm26Torque, wrappedBicepsArmM } from './arm26.testing.ts';
import { correlation, hasShared } from './reference.testing.ts';

describe.skipIf(!hasShared(arm26))("OpenSim's own elbow example", () => {
  it('has its inverse-dynamics elbow torque met within 5 % of its range, neglecting the shoulder', () => {
    const { ours, published } = arm26Torque();
    const rangeNm = Math.max(...published) - Math.min(...published);
    const worst = Math.max(...ours.map((torqueNm, t) => Math.abs(torqueNm - published[t]!)));
    expect(worst / rangeNm).toBeLessThan(0.05);
  });

  it.each([
    ['without', false],
    ['with', true],
  ])(
    'has its muscle forces met with r >= 0.9 for every muscle that carries load, %s force, length and velocity',
    (_name, physiology) => {
      const forces = arm26Forces(physiology);
      const loaded = [...forces].filter(([, { published }]) => Math.max(...published) > 10);
      expect(loaded.map(([name]) => name)).toEqual(['BIClong', 'BICshort', 'TRIlat', 'TRImed']);
      for (const [name, { ours, published }] of loaded)
        expect(correlation(ours, published), name).toBeGreaterThan(0.9);
    },
  );

  it('has its muscle forces met in newtons, peaks within 5 %, once the long biceps wraps as OpenSim lets it', () => {
    const forces = arm26Forces(false, wrappedBicepsArmM);
    for (const name of ['BIClong', 'BICshort', 'TRIlat', 'TRImed']) {
      const { ours, published } = forces.get(name)!;
      expect(Math.max(...ours) / Math.max(...published), name).toBeGreaterThan(0.95);
      expect(Math.max(...ours) / Math.max(...published), name).toBeLessThan(1.05);
    }
  });

  it('leaves the muscles idle that OpenSim leaves idle, to 1 % of their maximal force', () => {
    const forces = arm26Forces(false);
    for (const name of ['BRA', 'TRIlong']) {
      const { ours, published } = forces.get(name)!;
      ours.forEach((force, t) => {
        expect(Math.abs(force - published[t]!)).toBeLessThan(8);
      });
    }
  });
});
