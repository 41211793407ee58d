import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareTorques } from './share-torques.ts';
import { activationSolver } from './static-optimisation.ts';

const least = 0.01;
/** Torques of up to 20 N m in steps of a micronewton metre. */
const torqueRow = (n: number) =>
  fc.array(
    fc.integer({ min: -2e7, max: 2e7 }).map((micro) => micro / 1e6),
    { minLength: n, maxLength: n },
  );
const share = fc.integer({ min: 0, max: 1000 }).map((perMille) => perMille / 1000);

describe('static optimisation of several torques', () => {
  it('satisfies the Karush-Kuhn-Tucker conditions if the torques can be met', () => {
    const frame = fc.integer({ min: 3, max: 8 }).chain((n) =>
      fc.record({
        rows: fc.array(torqueRow(n), { minLength: 2, maxLength: 3 }),
        inside: fc.array(share, { minLength: n, maxLength: n }),
      }),
    );
    fc.assert(
      fc.property(frame, ({ rows, inside }) => {
        const torqueNm = rows.map((row) =>
          row.reduce((sum, d, i) => sum + d * (least + (1 - least) * inside[i]!), 0),
        );
        const { activation: a, reserveNm } = shareTorques({
          perActivationNm: rows,
          torqueNm,
          leastActivation: least,
        });
        reserveNm.forEach((left, c) => {
          expect(Math.abs(left)).toBeLessThan(1e-6 * Math.max(1, ...rows[c]!.map(Math.abs)));
        });
        for (const one of a) expect(one).toBeGreaterThanOrEqual(least);
        for (const one of a) expect(one).toBeLessThanOrEqual(1);
        // The solution is no worse than the activations that the torques were computed from.
        const squares = (of: Iterable<number>) => [...of].reduce((sum, one) => sum + one * one, 0);
        expect(squares(a)).toBeLessThanOrEqual(
          squares(inside.map((one) => least + (1 - least) * one)) + 1e-5,
        );
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('agrees for one torque with the search on one multiplier', () => {
    fc.assert(
      fc.property(
        torqueRow(6),
        fc.array(share, { minLength: 6, maxLength: 6 }),
        fc.double({ min: -60, max: 60, noNaN: true }),
        (row, wanted, targetNm) => {
          const solver = activationSolver(6, least);
          solver.perActivationNm.set(row);
          solver.weight.fill(1);
          solver.wanted.set(wanted);
          const reserveNm = solver.solve(targetNm);
          const several = shareTorques({
            perActivationNm: [row],
            torqueNm: [targetNm],
            wanted,
            leastActivation: least,
          });
          const scale = Math.max(1, ...row.map(Math.abs));
          expect(Math.abs(several.reserveNm[0]! - reserveNm) / scale).toBeLessThan(1e-5);
          if (reserveNm !== 0 || Math.max(...row.map(Math.abs)) < 0.1) return;
          solver.activation.forEach((a, i) => {
            if (Math.abs(row[i]!) > 1e-3) expect(several.activation[i]).toBeCloseTo(a, 4);
          });
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('meets torques beyond the muscles as closely as possible', () => {
    const { activation, reserveNm } = shareTorques({
      perActivationNm: [
        [10, 0, 5],
        [0, 8, 5],
      ],
      torqueNm: [100, 4],
    });
    expect([...activation]).toEqual([1, 0, 1]);
    expect([...reserveNm]).toEqual([85, -1]);
  });
});
