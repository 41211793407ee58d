import { describe, expect, it } from 'vitest';
import { runNetwork } from '../../learning/local-network.ts';
import { contiguousRanges, roles } from '../../preparation/sample-table.ts';
import { combine } from '../combine.ts';
import { seeContext } from '../context/seen-context.ts';
import { modes } from '../modes/modes.ts';
import { single } from '../modes/single.ts';
import { smallNetwork, smallProblem, smallTable } from '../small-study.testing.ts';
import { CoverageCount } from './coverage.ts';
import { type Evidence, everything, type Judged, viewOf } from './evidence.ts';
import { fitShare } from './fit-share.ts';
import { foldsOf } from './folds.ts';
import { bestMode, judgeModes } from './judge-modes.ts';
import { lessTold, saidWhenTold, toldKey } from './told-less.ts';

const problem = smallProblem({ subdomains: { by: 'subject', count: 8 } });
const networks = [1, 2, 3].map((seed) => smallNetwork(problem, seed));
const locals = [0, 2].map((recording) => smallTable(problem, [{ recording, rows: 300 }]));

/** Validation rows of ana and ben; each one's angle is what their own local model says, and a little noise. */
function evidence(): Evidence {
  const table = smallTable(
    problem,
    [0, 2, 1, 3].map((recording) => ({ recording, role: roles.validation, rows: 60 })),
  );
  const outputs = networks.map((network) => runNetwork(network, table.inputs));
  for (let row = 0; row < table.rows; row++) {
    const own = outputs[problem.recordings[table.recording[row]!]!.subject === 'ana' ? 1 : 2]!;
    table.angleRad[row] = own.angleRad[row]! + 0.02 * Math.sin(row);
    table.forceN.set(own.forceN.subarray(row * 2, row * 2 + 2), row * 2);
  }
  const count = new CoverageCount(problem);
  for (const [at, local] of locals.entries()) count.add(local, at + 1);
  return {
    problem,
    members: ['single', 'subject-1', 'subject-2'].map((id, at) => ({
      id,
      kind: at === 0 ? 'single' : 'local',
      error: 0.3,
    })),
    contexts: [undefined, ...locals.map((local) => seeContext([local], problem))],
    coverage: count.coverage,
    validation: { table, outputs },
  };
}

describe('what members have learned from', () => {
  it('is counted by training rows of each subject, site and task', () => {
    expect(evidence().coverage).toEqual({
      subject: { ana: [[1, 1]], ben: [[2, 1]] },
      site: { bogota: [[1, 1]], lyon: [[2, 1]] },
      task: {
        walk: [
          [1, 0.5],
          [2, 0.5],
        ],
      },
    });
  });

  it('does not depend on the order in which tables arrived', () => {
    const count = new CoverageCount(problem);
    for (const at of [1, 0]) count.add(locals[at]!, at + 1);
    expect(JSON.stringify(count.coverage)).toBe(JSON.stringify(evidence().coverage));
  });
});

describe('the share of a gate', () => {
  const constant = (weights: number[]) => ({ kind: 'constant', weights }) as const;

  it('is found again where the truth is a mixture', () => {
    const given = evidence();
    const { table, outputs } = given.validation!;
    const mixed = combine(outputs, [0, 0.7, 0.3]);
    table.angleRad.set(mixed.angleRad);
    table.forceN.set(mixed.forceN);
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 0, 1]), [])).toBeCloseTo(0.7, 5);
  });

  it('stays between 0 and 1, and is unknown where two gates say the same or nothing is labelled', () => {
    const given = evidence();
    const { table, outputs } = given.validation!;
    const beyond = outputs[1]!.angleRad.map((angle, row) => 2 * angle - outputs[2]!.angleRad[row]!);
    table.angleRad.set(beyond);
    table.forceN.fill(Number.NaN);
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 0, 1]), [])).toBe(1);
    expect(fitShare(given, constant([0, 1, 0]), constant([0, 1, 0]), [])).toBeUndefined();
    expect(
      fitShare({ ...given, validation: undefined }, constant([1, 0, 0]), constant([0, 1, 0]), []),
    ).toBeUndefined();
  });
});

describe('networks that have inputs for names', () => {
  const named = smallProblem({ features: { ...problem.features, names: ['subject', 'task'] } });
  const { inputNames } = named;

  it('are told, beside everything, each name alone and nothing; of what makes no difference to them one only', () => {
    expect(lessTold(inputNames).map((told) => toldKey(inputNames, told))).toEqual(
      expect.arrayContaining(['', 'subject', 'task']),
    );
    expect(lessTold(inputNames)).toHaveLength(3);
    expect(toldKey(inputNames, everything)).toBe('subject+task');
    expect(toldKey(inputNames, ['site', 'task'])).toBe('task');
    expect(lessTold(problem.inputNames)).toEqual([]);
  });

  const table = smallTable(
    named,
    [0, 2, 1, 3].map((recording) => ({ recording, role: roles.validation, rows: 60 })),
  );
  const networks = [1, 2].map((seed) => smallNetwork(named, seed));
  const judged: Judged = {
    table,
    outputs: networks.map((network) => runNetwork(network, table.inputs)),
    toldLess: Object.fromEntries(
      lessTold(inputNames).map((told) => [
        toldKey(inputNames, told),
        networks.map((network) => runNetwork(network, viewOf(table, named, told).inputs)),
      ]),
    ),
  };

  it('are judged by what they say when told as much as the gate, in folds too', () => {
    expect(saidWhenTold(judged, everything)).toBe(judged.outputs);
    expect(saidWhenTold(judged, ['site'])).toBe(saidWhenTold(judged, []));
    expect(saidWhenTold(judged, ['subject'])).not.toEqual(saidWhenTold(judged, ['task']));
    for (const { own } of foldsOf(judged)) {
      const inputs = viewOf(own.table, named, ['task']).inputs;
      expect(saidWhenTold(own, ['task'])[1]).toEqual(runNetwork(networks[1]!, inputs));
    }
  });

  it('have another error untold, in a mode that uses no names itself', () => {
    const given: Evidence = {
      problem: named,
      members: ['single', 'subject-1'].map((id, at) => ({
        id,
        kind: at === 0 ? 'single' : 'local',
        error: 0.3,
      })),
      contexts: [undefined, undefined],
      coverage: { subject: {}, site: {}, task: {} },
      validation: judged,
    };
    const [mode] = judgeModes(given, [single]);
    expect(mode!.error).not.toBe(mode!.unnamedError);
  });
});

describe('folds', () => {
  it('share out whole stretches, each row once', () => {
    const judged = evidence().validation!;
    const folds = [...foldsOf(judged)];
    expect(folds).toHaveLength(4);
    for (const { own, others } of folds) {
      expect(contiguousRanges(own.table)).toHaveLength(1);
      expect(own.table.rows + others.table.rows).toBe(judged.table.rows);
      expect(own.outputs[0]!.angleRad).toHaveLength(own.table.rows);
      expect(own.outputs[0]!.forceN).toHaveLength(own.table.rows * 2);
    }
  });
});

describe('the choice of a mode', () => {
  it('is one that lets the local model of the named subject speak, where people differ', () => {
    const fitted = judgeModes(evidence(), modes);
    expect(fitted.map(({ name }) => name)).toEqual(modes.map(({ name }) => name));
    const best = fitted.find(({ name }) => name === bestMode(fitted))!;
    expect(['gated', 'blended']).toContain(best.name);
    expect(best.gate).toMatchObject({ kind: 'known', by: 'subject', share: expect.closeTo(1, 1) });
    expect(best.error).toBeLessThan(0.3 * fitted.find(({ name }) => name === 'inverse-error')!.error);
  });

  it('is the published method where nothing can be judged, and then the cut alone leads', () => {
    const fitted = judgeModes({ ...evidence(), validation: undefined }, modes);
    expect(bestMode(fitted)).toBe('inverse-error');
    expect(fitted.map(({ name }) => name)).not.toContain('stacked');
    expect(fitted.find(({ name }) => name === 'gated')!.gate).toMatchObject({
      kind: 'known',
      by: 'subject',
      share: 0.8,
      otherwise: { kind: 'context' },
    });
  });

  it('is, of modes that are as good, the one that needs no names', () => {
    const gate = { kind: 'constant', weights: [1] } as const;
    const fitted = [
      { name: 'named', gate, error: 0.3, unnamedError: 0.9 },
      { name: 'robust', gate, error: 0.305, unnamedError: 0.4 },
      { name: 'worse', gate, error: 0.35, unnamedError: 0.35 },
    ];
    expect(bestMode(fitted)).toBe('robust');
    expect(bestMode(fitted.toSpliced(1, 1))).toBe('named');
  });

  it('does not let a mode be judged by what it was fitted to', () => {
    const seen: number[] = [];
    const spy = {
      name: 'spy',
      fit: ({ validation, members }: Evidence) => {
        seen.push(validation!.table.rows);
        return { kind: 'constant', weights: members.map((_, at) => (at === 0 ? 1 : 0)) } as const;
      },
    };
    judgeModes(evidence(), [spy]);
    expect(seen).toEqual([240, 180, 180, 180, 180]);
  });
});
