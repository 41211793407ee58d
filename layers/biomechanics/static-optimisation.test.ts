import { describe, expect, it } from 'vitest';
import { muscleForceN } from './hill.ts';
import type { Joint } from './joint.ts';
import { wrist } from './joints/wrist.ts';
import { jointNamed } from './joints.ts';
import { momentArmM } from './moment-arm.ts';
import { hasShared, randomNumbers, readTable } from './reference.testing.ts';
import { activationSolver, staticOptimisation } from './static-optimisation.ts';

const fiveMuscles: Joint = { ...wrist, muscles: wrist.muscles.slice(0, 5) };

describe('static optimisation', () => {
  it.skipIf(!hasShared('reference/wrist-static-optimisation.csv'))(
    'gives the reference activations and forces of the wrist to 1e-6',
    () => {
      const table = readTable('reference/wrist-static-optimisation.csv');
      const frames = { angleRad: table.q!, velocityRadPerS: table.qd!, torqueNm: table.tau! };
      const { activation, forceN, reserveNm } = staticOptimisation(fiveMuscles, frames);
      fiveMuscles.muscles.forEach((muscle, i) => {
        table.q!.forEach((_, row) => {
          expect(Math.abs(activation[row * 5 + i]! - table[`a_${muscle.name}`]![row]!)).toBeLessThan(1e-6);
          expect(Math.abs(forceN[row * 5 + i]! - table[`F_${muscle.name}`]![row]!)).toBeLessThan(1e-6);
        });
      });
      expect(reserveNm).toEqual(new Float64Array(table.q!.length));
    },
  );

  it('satisfies the Karush-Kuhn-Tucker conditions on 10,000 random states', () => {
    const random = randomNumbers(3);
    const least = 0.01;
    let unmet = 0;
    for (let trial = 0; trial < 10_000; trial++) {
      const n = 1 + Math.floor(8 * random());
      const solver = activationSolver(n, least);
      const { perActivationNm: d, weight: w, wanted: a0, activation: a } = solver;
      let reachNm = 0;
      for (let i = 0; i < n; i++) {
        d[i] = random() < 0.05 ? 0 : 20 * (random() - 0.5);
        w[i] = 1 / (random() + 0.02) ** 2;
        a0[i] = random() < 0.2 ? 0 : random();
        reachNm += Math.abs(d[i]!);
      }
      const targetNm = 1.4 * reachNm * (random() - 0.5);
      const reserveNm = solver.solve(targetNm);

      const givenNm = a.reduce((sum, one, i) => sum + one * d[i]!, 0);
      expect(Math.abs(givenNm + reserveNm - targetNm)).toBeLessThan(1e-10 * Math.max(1, reachNm));
      if (reserveNm !== 0) {
        unmet++;
        // What cannot be met is met as far as the bounds allow.
        for (let i = 0; i < n; i++)
          if (d[i] !== 0) expect(a[i]).toBe(Math.sign(reserveNm) === Math.sign(d[i]!) ? 1 : least);
        continue;
      }
      // Stationarity: w (a - a0) = lambda d + (multiplier of a bound), of the right sign where a bound holds.
      const ratio = (i: number): number => (w[i]! * (a[i]! - a0[i]!)) / d[i]!;
      const free = [...d.keys()].filter((i) => d[i] !== 0 && a[i]! > least + 1e-9 && a[i]! < 1 - 1e-9);
      if (free.length === 0) continue;
      const lambda = ratio(free[0]!);
      for (const i of d.keys()) {
        expect(a[i]).toBeGreaterThanOrEqual(least);
        expect(a[i]).toBeLessThanOrEqual(1);
        const slope = w[i]! * (a[i]! - a0[i]!) - lambda * d[i]!;
        const tolerance = 1e-7 * Math.max(1, Math.abs(lambda * d[i]!), w[i]!);
        if (free.includes(i)) expect(Math.abs(slope)).toBeLessThan(tolerance);
        else if (a[i]! <= least + 1e-9) expect(slope).toBeGreaterThan(-tolerance);
        else if (a[i]! >= 1 - 1e-9) expect(slope).toBeLessThan(tolerance);
      }
    }
    expect(unmet).toBeGreaterThan(500);
  });

  it('leaves the EMG as it is where the EMG already gives the torque', () => {
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

  it('keeps co-contraction that plain static optimisation cannot see', () => {
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

  it('gives NaN, not a guess, for a frame that is not finite', () => {
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

  it('reaches the peak torques that people give at wrist, elbow, knee and ankle', () => {
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
