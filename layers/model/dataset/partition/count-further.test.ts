import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallProblem, smallTable } from '../../weighing/testing.ts';
import { fewestRows } from '../division.ts';
import { countFurther } from './count-further.ts';
import { furtherSubdomains } from './families.ts';
import { partition } from './partition.ts';

const by = fc.constantFrom('subject' as const, 'site' as const, 'task' as const);
const recordings = fc.subarray([0, 1, 2, 3], { minLength: 1 });
const settings = fc.record({
  seeds: fc.integer({ min: 1, max: 3 }),
  strangers: fc.boolean(),
  forests: fc.boolean(),
});

describe('the numbers of further sub-domains, estimated before rows are known', () => {
  it('are those of the study once it is prepared', () => {
    fc.assert(
      fc.property(by, recordings, settings, (by, own, chosen) => {
        const base = smallProblem({ subdomains: { by, count: 8 } });
        const problem = { ...base, training: { ...base.training, ...chosen } };
        const rows = 300;
        const table = smallTable(
          problem,
          own.map((recording) => ({ recording, rows })),
        );
        const { subdomains } = partition(table, problem);
        const further = furtherSubdomains(table, problem, subdomains);
        const rowsOf = new Map(subdomains.map((one) => [one.id, one.rows.length]));
        const grown = further.filter(({ learner }) => learner === 'forest');
        const cards = own.map((at) => ({ ...problem.recordings[at]!, trainRows: fewestRows, rows }));
        const study = { by, training: problem.training, recordings: cards };
        expect(countFurther(study, subdomains.length, true)).toEqual({
          networks: further.length - grown.length,
          forests: grown.length,
          forestRowsRead: grown.flatMap(({ of }) => of).reduce((sum, id) => sum + rowsOf.get(id)!, 0),
        });
      }),
    );
  });

  it('are none of the forests if the study does not fit into one training', () => {
    const { training, recordings: cards } = smallProblem();
    const study = {
      by: 'task' as const,
      training,
      recordings: cards.map((card) => ({ ...card, trainRows: 1e7, rows: 1e7 })),
    };
    expect(countFurther(study, 3, false)).toEqual({ networks: 9, forests: 0, forestRowsRead: 0 });
    expect(countFurther(study, 3, true).forests).toBeGreaterThan(0);
  });

  it('have one network more for the control without physics', () => {
    const { training } = smallProblem();
    const counted = (physicsWeight: number) =>
      countFurther({ by: 'time', training: { ...training, physicsWeight }, recordings: [] }, 8, true)
        .networks;
    expect(counted(0.1)).toBe(counted(0) + 1);
  });

  it('are none of other seeds above two hundred sub-domains', () => {
    const { training } = smallProblem();
    expect(countFurther({ by: 'time', training, recordings: [] }, 200, true).networks).toBe(400);
    expect(countFurther({ by: 'time', training, recordings: [] }, 201, true).networks).toBe(0);
  });
});
