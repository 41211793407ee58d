import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { muscleForceN } from './hill.ts';
import { jointNamed } from './joints.ts';
import { kktViolation } from './kkt.testing.ts';
import { momentArmM } from './moment-arm.ts';
import { hasShared } from './reference.testing.ts';
import { fiveMuscles, staticOptimisationError } from './reference-errors.testing.ts';
import { staticOptimisation } from './static-optimisation.ts';

describe('static optimisation', () => {
  it.skipIf(!hasShared('reference/wrist-static-optimisation.csv'))(
    'gives the reference activations and forces of the wrist to 1e-6',
    () => {
      expect(staticOptimisationError()).toBeLessThan(1e-6);
    },
  );

  it('satisfies the Karush-Kuhn-Tucker conditions on 10,000 random states', () => {
    const muscle = fc.record({
      torqueNm: fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: -20, max: 20, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(0) },
      ),
      emg: fc.double({ min: 0, max: 1, noNaN: true }),
      wanted: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const state = fc.record({
      muscles: fc.array(muscle, { minLength: 1, maxLength: 8 }),
      share: fc.double({ min: -0.7, max: 0.7, noNaN: true }),
    });
    let unmet = 0;
    fc.assert(
      fc.property(state, ({ muscles, share }) => {
        const { violation, reserveNm } = kktViolation({
          perActivationNm: muscles.map(({ torqueNm }) => torqueNm),
          weight: muscles.map(({ emg }) => 1 / (emg + 0.02) ** 2),
          wanted: muscles.map(({ wanted }) => wanted),
          targetNm: share * muscles.reduce((sum, { torqueNm }) => sum + Math.abs(torqueNm), 0),
        });
        if (reserveNm !== 0) unmet++;
        expect(violation).toBeLessThan(1e-7);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(unmet).toBeGreaterThan(500);
  });

  it('leaves the EMG as it is if the EMG already gives the torque', () => {
    const emg = [0.3, 0.2, 0.25, 0.15, 0.1];
    const angleRad = 0.2;
    const velocityRadPerS = -1;
    const torqueNm = fiveMuscles.muscles.reduce(
      (sum, m, i) => sum + momentArmM(m, angleRad) * muscleForceN(m, emg[i]!, angleRad, velocityRadPerS),
      0,
    );
    const { activation } = staticOptimisation(fiveMuscles, {
      angleRad: Float64Array.of(angleRad),
      velocityRadPerS: Float64Array.of(velocityRadPerS),
      torqueNm: Float64Array.of(torqueNm),
      excitation: emg.map((a) => Float64Array.of(a)),
    });
    emg.forEach((a, i) => {
      expect(activation[i]).toBeCloseTo(a, 9);
    });
  });

  it('keeps the co-contraction of the EMG, which plain static optimisation loses', () => {
    const frames = {
      angleRad: Float64Array.of(0),
      velocityRadPerS: Float64Array.of(0),
      torqueNm: Float64Array.of(1),
    };
    const plain = staticOptimisation(fiveMuscles, frames);
    const assisted = staticOptimisation(fiveMuscles, {
      ...frames,
      excitation: [0.4, 0.4, 0.3, 0.3, 0.3].map((a) => Float64Array.of(a)),
    });
    expect(plain.activation[2]).toBe(0.01);
    expect(assisted.activation[2]).toBeGreaterThan(0.15);
  });

  it('reports torque beyond the muscles as reserve', () => {
    const { reserveNm, activation } = staticOptimisation(fiveMuscles, {
      angleRad: new Float64Array(2),
      velocityRadPerS: new Float64Array(2),
      torqueNm: Float64Array.of(100, -100),
    });
    expect(reserveNm[0]).toBeGreaterThan(80);
    expect(reserveNm[1]).toBeLessThan(-80);
    expect([...activation.slice(0, 5)]).toEqual([1, 1, 0.01, 0.01, 0.01]);
  });

  it('gives NaN for a frame that is not finite', () => {
    const { forceN, reserveNm } = staticOptimisation(fiveMuscles, {
      angleRad: Float64Array.of(0, 0, Number.NaN),
      velocityRadPerS: new Float64Array(3),
      torqueNm: Float64Array.of(1, Number.NaN, 1),
    });
    expect([...reserveNm].map(Number.isFinite)).toEqual([true, false, false]);
    expect([...forceN].map(Number.isFinite)).toEqual([...Array(5).fill(true), ...Array(10).fill(false)]);
    const noEmg = staticOptimisation(fiveMuscles, {
      angleRad: new Float64Array(1),
      velocityRadPerS: new Float64Array(1),
      torqueNm: new Float64Array(1),
      excitation: [Float64Array.of(Number.NaN), ...Array(4).fill(Float64Array.of(0.1))],
    });
    expect([...noEmg.forceN].some(Number.isFinite)).toBe(false);
  });

  it('reaches human peak torques at wrist, elbow, knee and ankle', () => {
    const peakNm = (name: string, angleRad: number, torqueNm: number): number => {
      const joint = jointNamed(name);
      const { reserveNm } = staticOptimisation(joint, {
        angleRad: Float64Array.of(angleRad),
        velocityRadPerS: new Float64Array(1),
        torqueNm: Float64Array.of(torqueNm),
      });
      return torqueNm - reserveNm[0]!;
    };
    expect(peakNm('wrist', 0, 1000)).toBeGreaterThan(5);
    expect(peakNm('wrist', 0, 1000)).toBeLessThan(19);
    expect(peakNm('elbow', 1.2, 1000)).toBeGreaterThan(40);
    expect(peakNm('knee', -1, 1000)).toBeGreaterThan(150);
    expect(peakNm('knee', -1, -1000)).toBeLessThan(-60);
    expect(peakNm('ankle', 0, -1000)).toBeLessThan(-140);
  });
});
