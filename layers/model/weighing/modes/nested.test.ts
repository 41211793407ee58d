import { describe, expect, it } from 'vitest';
import { type GivenKinds, isSameGiven, type Naming, namings, noNames } from '../../inputs/index.ts';
import type { Gate, NestedGate } from '../../predictor/index.ts';
import { weightsOf } from '../../predictor/index.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import { fewerNames, givenKey } from '../evidence/fewer-names.ts';
import type { LocalModel } from '../local-model.ts';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import { blended } from './blended.ts';
import type { Family } from './families.ts';
import { forest } from './forest.ts';
import { gated } from './gated.ts';
import { inverseError } from './inverse-error.ts';
import { nested, usualShares } from './nested.ts';
import { single } from './single.ts';
import { stacked } from './stacked.ts';
import { uniform } from './uniform.ts';

const problem = smallProblem({ subdomains: { by: 'task', count: 8 } });
/** 100 validation rows of each of four recordings: Ana walks and sits, Ben walks and rises. */
const table = smallTable(
  problem,
  [0, 1, 2, 3].map((recording) => ({ recording, rows: 100, use: 1 as const })),
);
const noise = table.labels.map((_, at) => problem.outputs[at % 3]!.scale.deviation * Math.sin(7 * at));
/** The labels, and so many times the noise. */
const off = (times: number) => table.labels.map((label, at) => label + times * noise[at]!);

type Member = LocalModel & { readonly values: Float32Array };
const network = (task: string, times: number): Member => ({
  id: `task-${task}`,
  kind: 'local',
  family: 'networks by task',
  names: { task },
  error: 0.3,
  values: off(times),
});
const networks = (times: number) => ['walk', 'sit', 'rise'].map((task) => network(task, times));
const everything = (times: number): Member => ({
  id: 'everything-forest',
  kind: 'further',
  learner: 'forest',
  family: 'forest of everything',
  names: {},
  needs: [],
  error: 0.1,
  values: off(times),
});
/** Forests by subject and task, zero in rows of other names, as they are judged. */
const pairs = (times: number): Member[] =>
  problem.recordings.map(({ subject, task }, recording) => ({
    id: `subject-task-${recording + 1}-forest`,
    kind: 'further',
    learner: 'forest',
    family: 'forests by subject and task',
    names: { subject, task },
    needs: ['subject', 'task'],
    error: 0.1,
    values: off(times).map((value, at) => (table.recording[Math.floor(at / 3)] === recording ? value : 0)),
  }));

function evidenceOf(members: readonly Member[], changes: Partial<Evidence> = {}): Evidence {
  return {
    problem,
    localModels: members,
    contexts: members.map(() => undefined),
    trainingShares: { subject: {}, site: {}, task: {} },
    known: { table, outputs: members.map(({ values }) => ({ values, outputs: 3 })) },
    ...changes,
  };
}
const sharesOf = (gate: Gate | undefined, given: GivenKinds) =>
  (gate as NestedGate).toJson().shares.find((entry) => isSameGiven(entry.given, given))!.shares;
const about = (values: readonly number[], digits = 3) => values.map((value) => expect.closeTo(value, digits));
/** Mean square of the noise in deviations, for the angle and for the forces together. */
const size = [0, 1].reduce((sum, force) => {
  const scaled = [...noise.keys()].filter((at) => +(at % 3 > 0) === force).map((at) => Math.sin(7 * at));
  return sum + scaled.reduce((squares, one) => squares + one ** 2, 0) / scaled.length;
}, 0);
/** Of two families that differ by the noise: the share of the mixture, drawn towards the usual share by 0.3 variances. */
const drawn = (share: number, usual = 2 / 3) => (size * share + 0.6 * usual) / (size + 0.6);
/** The same if both are forests. */
const drawnToHalf = (share: number) => drawn(share, 1 / 2);

describe('the mode nested', () => {
  it.each([0.2, 0.5, 0.9])('finds the share %f of a mixture, drawn towards the usual share', (share) => {
    const gate = nested.fit(evidenceOf([...networks(1 - share), everything(-share)]));
    expect(sharesOf(gate, ['task'])).toEqual(about([drawn(share), 1 - drawn(share)]));
  });

  it('gives a family that is right more than the usual share, and one that is wrong less', () => {
    const gate = nested.fit(evidenceOf([...networks(0), everything(1)]));
    expect(sharesOf(gate, ['task'])).toEqual(about([drawn(1), 1 - drawn(1)]));
    expect(sharesOf(nested.fit(evidenceOf([...networks(1), everything(0)])), ['task'])).toEqual(
      about([drawn(0), 1 - drawn(0)]),
    );
  });

  it('has shares for each set of names by which sub-domains were cut', () => {
    const gate = nested.fit(evidenceOf([...networks(0.5), everything(-0.5), ...pairs(0.1)])) as NestedGate;
    expect(gate.toJson().shares.map(({ given }) => given)).toEqual([
      [],
      ['subject'],
      ['task'],
      ['subject', 'task'],
    ]);
    expect(gate.toJson().families.map(({ name }) => name)).toEqual([
      'networks by task',
      'forest of everything',
      'forests by subject and task',
    ]);
    expect(gate.toJson()).not.toHaveProperty('within');
  });

  it('gives networks for strangers a share only if the subject is not given', () => {
    const strangers = networks(0).map((one) => ({
      ...one,
      id: `${one.id}-strangers`,
      kind: 'further' as const,
      family: 'networks by task, for strangers',
      needs: [],
      isForStrangers: true as const,
    }));
    const gate = nested.fit(evidenceOf([...networks(0.2), ...strangers, ...pairs(0.2)]));
    const ofStrangers = (given: GivenKinds) => sharesOf(gate, given)[1]!;
    expect(ofStrangers(['subject'])).toBe(0);
    expect(ofStrangers(['subject', 'task'])).toBe(0);
    // The networks are right, the others are not.
    expect(ofStrangers([])).toBeGreaterThan(2 / 3);
    expect(ofStrangers(['task'])).toBeGreaterThan(2 / 3);
  });

  it('fits half of the shares without a subject on known people, whose rows networks for strangers do not judge', () => {
    const strangers: Member = {
      ...network('walk', 0),
      id: 'strangers',
      family: 'for strangers',
      names: {},
      isForStrangers: true,
    };
    const members = [...networks(1), everything(0), strangers];
    const outputsOf = (of: (member: Member) => Float32Array) => ({
      table,
      isOfFolds: true,
      outputs: members.map((member) => ({ values: of(member), outputs: 3 })),
      outputsByFewer: { '': members.map((member) => ({ values: of(member), outputs: 3 })) },
    });
    // The forest of everything is right of known people; of new ones the networks for strangers are.
    const known = outputsOf((member) =>
      member === strangers ? new Float32Array(table.labels.length) : member.values,
    );
    const newSubject = outputsOf((member) => (member === strangers ? member.values : off(2)));
    const [ofNetworks, ofForest, ofStrangers] = sharesOf(
      nested.fit(evidenceOf(members, { known, newSubject })),
      [],
    );
    expect(ofStrangers).toBeGreaterThan(0.4);
    expect(ofStrangers).toBeLessThanOrEqual(0.5);
    expect(ofForest).toBeGreaterThan(0.35);
    expect(ofNetworks! + ofForest! + ofStrangers!).toBeCloseTo(1, 9);
  });

  it('has shares for each set of names if subject, site and task are all inputs', () => {
    const named = smallProblem({
      subdomains: { by: 'task', count: 8 },
      features: { ...problem.features, names: ['subject', 'site', 'task'] },
    });
    const rows = smallTable(
      named,
      [0, 1, 2, 3].map((recording) => ({ recording, rows: 20, use: 1 as const })),
    );
    const seeds = networks(0).map((one) => ({ ...one, family: 'names given', needs: [...namings] }));
    const members = [...networks(0), ...seeds];
    const outputs = members.map(() => ({ values: rows.labels, outputs: 3 }));
    const outputsByFewer = Object.fromEntries(
      fewerNames(named.inputNames).map((given) => [givenKey(named.inputNames, given), outputs]),
    );
    const gate = nested.fit(
      evidenceOf(members, { problem: named, known: { table: rows, outputs, outputsByFewer } }),
    ) as NestedGate;
    expect(gate.toJson().shares).toHaveLength(8);
    expect(sharesOf(gate, ['subject', 'task'])).toEqual([1, 0]);
    expect(sharesOf(gate, [...namings])).toEqual(about([1 / 4, 3 / 4]));
  });

  it('gives families nothing if a kind of names that they need is not given', () => {
    const gate = nested.fit(evidenceOf([...networks(1), everything(0.8), ...pairs(0)]));
    for (const given of [[], ['subject'], ['task']] as const) expect(sharesOf(gate, given)[2]).toBe(0);
    expect(sharesOf(gate, ['subject', 'task'])[2]).toBeGreaterThan(0.25);
  });

  it('gives the usual shares without validation rows: two thirds to networks, a third to the finest forests', () => {
    const members = [...networks(0.5), everything(-0.5), ...pairs(0)];
    const gate = nested.fit(evidenceOf(members, { known: undefined }));
    expect(sharesOf(gate, ['subject', 'task'])).toEqual(about([2 / 3, 1 / 6, 1 / 6]));
    expect(sharesOf(gate, ['task'])).toEqual(about([2 / 3, 1 / 3, 0]));
    expect(sharesOf(gate, noNames)).toEqual(about([2 / 3, 1 / 3, 0]));
  });

  it('judges shares without the rows for which a family lost its local model', () => {
    const share = 0.3;
    const both: GivenKinds = ['subject', 'task'];
    const whole = [everything(-share), ...pairs(1 - share)];
    expect(sharesOf(nested.fit(evidenceOf(whole)), both)).toEqual(
      about([drawnToHalf(1 - share), drawnToHalf(share)]),
    );
    // Ben rising is lost: there the other forests of the family know nothing, and their outputs are zeros.
    const gate = nested.fit(evidenceOf(whole.slice(0, -1)));
    expect(sharesOf(gate, both)).toEqual(about([drawnToHalf(1 - share), drawnToHalf(share)], 2));
    const view = viewOf(table, problem, both);
    const columns = weightsOf(gate!, view, 4);
    expect(columns.map((column) => column[350])).toEqual([1, 0, 0, 0]);
    expect(columns.map((column) => column[0])).toEqual(
      about([drawnToHalf(1 - share), drawnToHalf(share), 0, 0], 2),
    );
  });

  it('gives a family no share if it fits no validation row', () => {
    const bySubject: Member[] = ['ana', 'ben'].map((subject) => ({
      ...everything(-0.5),
      family: 'forests by subject',
      names: { subject },
      needs: ['subject'],
    }));
    const [other] = pairs(0);
    const unfit = { ...other!, names: { subject: 'ben', task: 'sit' }, values: new Float32Array(1200) };
    const gate = nested.fit(evidenceOf([...networks(0.5), ...bySubject, unfit]));
    expect(sharesOf(gate, ['subject', 'task'])).toEqual(about([drawn(0.5), 1 - drawn(0.5), 0]));
  });

  it('judges shares without the rows whose names no sub-domain was cut by: there the shares of fewer names count', () => {
    // The forests know Ana alone, and Ben's rows would be those of a subject that is not given.
    const [walk, sit] = pairs(0.7);
    const gate = nested.fit(evidenceOf([...networks(-0.3), walk!, sit!]));
    const half = (share: number) => expect.closeTo(share, 2);
    expect(sharesOf(gate, ['subject', 'task'])).toEqual([half(drawn(0.7)), half(1 - drawn(0.7))]);
    expect(sharesOf(gate, ['task'])).toEqual([1, 0]);
  });

  it('is not possible with one family, nor in a run without families', () => {
    expect(nested.fit(evidenceOf(networks(0)))).toBeUndefined();
    const bare = networks(0).map(({ family: _, ...rest }) => rest);
    expect(nested.fit(evidenceOf(bare))).toBeUndefined();
  });

  it('weighs by the EMG context in a family of which several local models fit', () => {
    const seen = (mean: number) => ({ mean: [mean, 1], deviation: [0.5, 1], reach: 3 });
    const members = [...networks(0.5), everything(-0.5)];
    const gate = nested.fit(evidenceOf(members, { contexts: [seen(0), seen(1), seen(2), undefined] }));
    const weights = weightsOf(gate!, viewOf(table, problem, noNames), 4);
    const [walk, sit, rise, forestOfAll] = weights.map((column) => column[0]!);
    const [ofNetworks, ofForest] = sharesOf(gate, noNames);
    expect(walk! + sit! + rise!).toBeCloseTo(ofNetworks!, 12);
    expect(forestOfAll).toBeCloseTo(ofForest!, 12);
    expect(new Set([walk, sit, rise]).size).toBe(3);
  });

  it('uses in a row the 64 sub-domains of many whose context is nearest, with networks of all seeds', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ ...network(`t${at}`, 0), id: `task-${at}` }));
    const seeds = many.map((one) => ({ ...one, kind: 'further' as const, family: 'other seeds' }));
    const members = [...many, ...seeds, everything(0)];
    const seen = members.map((_, at) => ({ mean: [at % 100, 1], deviation: [50, 1], reach: 3 }));
    const evidence = evidenceOf(members, {
      contexts: [...seen.slice(0, -1), undefined],
      known: undefined,
    });
    const gate = nested.fit(evidence)!;
    const weights = weightsOf(gate, viewOf(table, problem, noNames), members.length);
    const used = weights.flatMap((column, at) => (column[0]! > 0 ? [at] : []));
    expect(used.filter((at) => at < 100)).toHaveLength(64);
    expect(used.filter((at) => at >= 100 && at < 200).map((at) => at - 100)).toEqual(used.slice(0, 64));
    expect(weights.reduce((sum, column) => sum + column[0]!, 0)).toBeCloseTo(1, 12);
  });
});

describe('the usual shares of families', () => {
  const family = (learner: 'network' | 'forest', ...needs: Naming[]): Family => ({
    name: '',
    learner,
    needs,
    isForStrangers: false,
    localModels: [{ place: 0, names: Object.fromEntries(needs.map((by) => [by, 'x'])) }],
  });

  it('are those of networks for strangers before all other networks, if these take part', () => {
    const strangers = { ...family('network'), isForStrangers: true };
    const shares = usualShares([
      family('network'),
      strangers,
      strangers,
      family('network', 'task'),
      family('forest', 'task'),
      family('forest'),
    ]);
    expect(shares).toEqual(about([0, 1 / 3, 1 / 3, 0, 1 / 6, 1 / 6], 12));
  });

  it('are those of networks with names before others, and of the two finest forests', () => {
    const shares = usualShares([
      family('network'),
      family('network', 'subject', 'task'),
      family('forest', 'subject', 'task'),
      family('forest', 'subject'),
      family('forest', 'task'),
      family('forest'),
    ]);
    expect(shares).toEqual(about([1 / 6, 1 / 2, 1 / 6, 0, 1 / 6, 0], 12));
  });

  it('sum to 1 with networks alone, forests alone, and one family', () => {
    expect(usualShares([family('network'), family('network', 'task')])).toEqual(about([1 / 4, 3 / 4], 12));
    expect(usualShares([family('network'), family('network')])).toEqual(about([1 / 2, 1 / 2], 12));
    expect(usualShares([family('forest'), family('forest', 'task')])).toEqual(about([1 / 2, 1 / 2], 12));
    expect(usualShares([family('forest')])).toEqual([1]);
  });
});

describe('the mode forest', () => {
  const all = [...networks(0), everything(1), ...pairs(0)];
  const weigh = (members: readonly Member[], given: GivenKinds, row: number) => {
    const weights = weightsOf(
      forest.fit(evidenceOf(members))!,
      viewOf(table, problem, given),
      members.length,
    );
    return members.flatMap(({ id }, at) => (weights[at]![row]! > 0 ? [[id, weights[at]![row]]] : []));
  };

  it('is the forest of the given subject and task, and without both that of everything', () => {
    expect(weigh(all, ['subject', 'task'], 150)).toEqual([['subject-task-2-forest', 1]]);
    expect(weigh(all, ['task'], 150)).toEqual([['everything-forest', 1]]);
    expect(weigh(all, noNames, 150)).toEqual([['everything-forest', 1]]);
  });

  it('is a coarser forest if that of the given subject and task was lost', () => {
    const lost = all.filter(({ id }) => id !== 'subject-task-4-forest');
    expect(weigh(lost, ['subject', 'task'], 350)).toEqual([['everything-forest', 1]]);
    expect(weigh(lost, ['subject', 'task'], 50)).toEqual([['subject-task-1-forest', 1]]);
  });

  it('is not possible without a forest of everything', () => {
    expect(forest.fit(evidenceOf([...networks(0), ...pairs(0)]))).toBeUndefined();
    expect(forest.fit(evidenceOf(networks(0)))).toBeUndefined();
  });
});

describe('a mode of networks alone', () => {
  const seen = (mean: number) => ({ mean: [mean, 1], deviation: [0.5, 1], reach: 3 });
  const one: Member = { id: 'single', kind: 'single', error: 0.2, values: off(-0.4) };
  const before = [one, ...networks(0.5)];
  const contexts = [undefined, seen(0), seen(1), seen(2)];
  const lead = { walk: [[1, 1] as const], sit: [[2, 1] as const], rise: [[3, 1] as const] };
  const trainingShares = { subject: {}, site: {}, task: lead };
  const seed: Member = { ...network('walk', 0), kind: 'further', id: 'task-1-seed-2' };
  /** So many that a crowd would begin. */
  const more = Array.from({ length: 100 }, (_, at) => [seed, everything(0), ...pairs(0)][at % 6]!);

  it.each([inverseError, gated, blended, stacked, uniform, single])(
    'has the same weights to the bit with and without further local models: $name',
    (mode) => {
      const without = evidenceOf(before, { contexts, trainingShares });
      const withMore = evidenceOf([...before, ...more], {
        contexts: [...contexts, ...more.map(({ learner }) => (learner ? undefined : seen(0)))],
        trainingShares,
      });
      const weights = (evidence: Evidence) => {
        const view = viewOf(table, problem, ['task']);
        return weightsOf(mode.fit(evidence)!, view, evidence.localModels.length);
      };
      const [alone, among] = [weights(without), weights(withMore)];
      expect(among.slice(0, 4)).toEqual(alone);
      for (const column of among.slice(4)) expect(column.some((weight) => weight > 0)).toBe(false);
    },
  );
});
