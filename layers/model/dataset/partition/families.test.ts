import { describe, expect, it } from 'vitest';
import { type SmallRows, smallProblem, smallTable } from '../../weighing/testing.ts';
import { fewestRows } from '../division.ts';
import { rowUses, type SampleTable } from '../sample-table.ts';
import type { RecordingCard, TrainingProblem } from '../training-problem.ts';
import { type FurtherSubdomain, furtherSubdomains, namesOfRows } from './families.ts';
import { partition } from './partition.ts';

type By = TrainingProblem['subdomains']['by'];

/** Every recording to train on, and some rows that are not. */
const each = (rows: readonly number[]): SmallRows[] =>
  rows.flatMap((count, recording) => [
    { recording, rows: count },
    { recording, use: rowUses.validation, rows: 50 },
    { recording, use: rowUses.heldOut, rows: 60 },
  ]);
const four = each([300, 310, 320, 330]);

const card = (subject: string, task: string): RecordingCard => ({
  file: `${subject}-${task}.csv`,
  site: 'bogota',
  subject,
  task,
  posture: 'unknown',
  physics: 'none',
});

function further(by: By, stretches: readonly SmallRows[], changes: Partial<TrainingProblem> = {}) {
  const problem = smallProblem({ subdomains: { by, count: 3 }, ...changes });
  const table = smallTable(problem, stretches);
  const { subdomains } = partition(table, problem);
  return { problem, table, subdomains, all: furtherSubdomains(table, problem, subdomains) };
}
const familiesOf = (all: readonly FurtherSubdomain[]) =>
  Map.groupBy(all, ({ family }) => family) as ReadonlyMap<string, FurtherSubdomain[]>;
const sizes = (all: readonly FurtherSubdomain[]) =>
  [...familiesOf(all)].map(([family, own]) => [family, own.length]);
const settings = (changes: Partial<TrainingProblem['training']>) => ({
  training: { ...smallProblem().training, ...changes },
});
const trainRows = ({ use }: SampleTable) => use.filter((one) => one === rowUses.train).length;

describe('the further sub-domains of a study', () => {
  it('are networks with two other seeds, networks for strangers, and forests by subject and task, by task, by subject, and of everything', () => {
    const { all } = further('task', four);
    expect(sizes(all)).toEqual([
      ['networks by task, other seeds', 6],
      ['network of everything, for strangers', 1],
      ['networks by task, for strangers', 3],
      ['forests by subject and task', 4],
      ['forests by task', 3],
      ['forests by subject', 2],
      ['forest of everything', 1],
    ]);
    expect(all.filter(({ learner }) => learner === 'forest')).toHaveLength(10);
  });

  it('have names and a label by what they were cut by, and need these names', () => {
    const { all } = further('task', four);
    const of = (family: string) =>
      familiesOf(all)
        .get(family)!
        .map(({ label, names, needs }) => ({ label, names, needs }));
    expect(of('forests by subject and task')[1]).toEqual({
      label: 'subject ana, task sit',
      names: { subject: 'ana', task: 'sit' },
      needs: ['subject', 'task'],
    });
    expect(of('forests by task').map(({ names }) => names)).toEqual([
      { task: 'walk' },
      { task: 'sit' },
      { task: 'rise' },
    ]);
    expect(of('forests by subject').at(-1)).toEqual({
      label: 'subject ben',
      names: { subject: 'ben' },
      needs: ['subject'],
    });
    expect(of('forest of everything')).toEqual([{ label: 'everything', names: {}, needs: [] }]);
    expect(of('networks by task, other seeds')[0]).toEqual({
      label: 'task walk, seed 2',
      names: { task: 'walk' },
      needs: [],
    });
  });

  it('have ids that differ, are safe in keys, and never hold a pseudonym or a name of a task', () => {
    const { all, subdomains } = further('subject', four);
    const ids = [...subdomains, ...all].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[a-z0-9-]{1,63}$/);
      expect(id).not.toMatch(/ana|ben|walk|sit|rise/);
    }
  });

  it('learn, in each family of forests, from every training row once, by recordings in tables that hold them', () => {
    const { all, table, subdomains, problem } = further('time', four);
    for (const [family, own] of familiesOf(all)) {
      if (own[0]!.learner !== 'forest') continue;
      expect(
        own.reduce((sum, { rows }) => sum + rows, 0),
        family,
      ).toBe(trainRows(table));
      for (const { recordings, of, names, rows } of own) {
        const learnt = recordings ?? [0, 1, 2, 3];
        const holds = (id: string, recording: number) =>
          subdomains
            .find((one) => one.id === id)!
            .rows.some((row) => table.recording[row] === recording && table.use[row] === rowUses.train);
        const needed = subdomains.filter(({ id }) => learnt.some((recording) => holds(id, recording)));
        expect(of).toEqual(needed.map(({ id }) => id));
        for (const recording of learnt) expect(problem.recordings[recording]).toMatchObject(names);
        const ofRecordings = table.recording.filter((one) => learnt.includes(one));
        expect(rows).toBe(ofRecordings.length - learnt.length * 110);
      }
    }
  });

  it('are networks that need the names that are inputs, from the table of one sub-domain each', () => {
    const features = { ...smallProblem().features, names: ['subject', 'task'] as ('subject' | 'task')[] };
    const { all, subdomains, table } = further('task', four, { features });
    const networks = familiesOf(all).get('networks by task, names given')!;
    expect(networks.map(({ id, of }) => [id, of])).toEqual(
      [2, 3].flatMap((seed) => subdomains.map(({ id }) => [`${id}-seed-${seed}`, [id]])),
    );
    for (const { needs, recordings, rows, of } of networks) {
      expect([...needs].sort()).toEqual(['subject', 'task']);
      expect(recordings).toBeUndefined();
      const own = subdomains.find(({ id }) => id === of[0])!;
      expect(rows).toBe(own.rows.filter((row) => table.use[row] === rowUses.train).length);
    }
  });

  it.each<[string, RecordingCard[], (string | number)[][]]>([
    [
      'one subject',
      [card('ana', 'walk'), card('ana', 'sit')],
      [
        ['forests by task', 2],
        ['forest of everything', 1],
      ],
    ],
    [
      'one task',
      [card('ana', 'walk'), card('ben', 'walk')],
      [
        ['forests by subject', 2],
        ['forest of everything', 1],
      ],
    ],
    ['one subject and one task', [card('ana', 'walk'), card('ana', 'walk')], [['forest of everything', 1]]],
  ])('are cut by what the study has several of: with %s', (_, recordings, expected) => {
    const { all } = further('time', each([400, 400]), {
      recordings,
      ...settings({ seeds: 1, strangers: false }),
    });
    expect(sizes(all)).toEqual(expected);
  });

  it('are none for a group with fewer training rows than a sub-domain needs', () => {
    const { all } = further('task', each([400, fewestRows - 1, 400, fewestRows]));
    const pairs = familiesOf(all).get('forests by subject and task')!;
    expect(pairs.map(({ names, rows }) => [names, rows])).toEqual([
      [{ subject: 'ana', task: 'walk' }, 400],
      [{ subject: 'ben', task: 'walk' }, 400],
      [{ subject: 'ben', task: 'rise' }, fewestRows],
    ]);
    const [everything] = familiesOf(all).get('forest of everything')!;
    expect(everything!.rows).toBe(800 + 2 * fewestRows - 1);
  });

  it('have no name if the sub-domain was merged of several, and a forest of each name even so', () => {
    // Task rise is too small and is merged into its neighbour.
    const { all, subdomains } = further('task', each([400, 400, 400, fewestRows - 1]));
    expect(subdomains.map(({ label }) => label)).toEqual(['task walk', 'task sit, task rise']);
    const [walk, merged] = familiesOf(all).get('networks by task, other seeds')!;
    expect([walk!.names, merged!.names]).toEqual([{ task: 'walk' }, {}]);
    expect(
      familiesOf(all)
        .get('forests by task')!
        .map(({ names }) => names.task),
    ).toEqual(['walk', 'sit']);
  });

  it('have no names of their own if the division is by clusters, and forests read every table with their recordings', () => {
    const { all, subdomains, table } = further('cluster', four);
    expect(subdomains.length).toBeGreaterThan(1);
    for (const { names } of familiesOf(all).get('networks by cluster, other seeds')!)
      expect(names).toEqual({});
    const [ana] = familiesOf(all).get('forests by subject')!;
    expect(ana).toMatchObject({ recordings: [0, 1], rows: 610 });
    const holding = subdomains.filter(({ rows }) =>
      rows.some((row) => table.recording[row]! <= 1 && table.use[row] === rowUses.train),
    );
    expect(ana!.of).toEqual(holding.map(({ id }) => id));
  });

  it('leave out a cut with more than 200 groups', () => {
    const recordings = Array.from({ length: 15 * 14 }, (_, at) =>
      card(`s${Math.floor(at / 14)}`, `t${at % 14}`),
    );
    const stretches = recordings.map((_, recording) => ({ recording, rows: fewestRows }));
    const { all } = further('task', stretches, {
      recordings,
      ...settings({ seeds: 2, strangers: false }),
    });
    expect(sizes(all)).toEqual([
      ['networks by task, other seeds', 14],
      ['forests by task', 14],
      ['forests by subject', 15],
      ['forest of everything', 1],
    ]);
  });

  it('are one forest of every second sub-domain if there are 201 of them', () => {
    const stretches = [{ recording: 0, rows: 201 * fewestRows }];
    const subdomains = { by: 'time', count: 201 } as const;
    const { all, ...study } = further('time', stretches, { subdomains });
    expect(study.subdomains).toHaveLength(201);
    const every = study.subdomains.filter((_, at) => at % 2 === 0).map(({ id }) => id);
    expect(all).toEqual([
      {
        id: 'everything-forest',
        family: 'forest of everything',
        label: 'one sub-domain in 2',
        learner: 'forest',
        names: {},
        needs: [],
        of: every,
        rows: 101 * fewestRows,
      },
    ]);
    expect(further('time', stretches, { subdomains, ...settings({ forests: false }) }).all).toEqual([]);
  });

  it('are networks for strangers, which need no names and read each table once', () => {
    const { all, subdomains, table } = further('task', four);
    const families = familiesOf(all);
    const byTask = families.get('networks by task, for strangers')!;
    expect(byTask.map(({ names, of }) => [names, of])).toEqual(
      ['walk', 'sit', 'rise'].map((task, at) => [{ task }, [subdomains[at]!.id]]),
    );
    const [everything] = families.get('network of everything, for strangers')!;
    expect(everything).toMatchObject({
      names: {},
      of: subdomains.map(({ id }) => id),
      rows: trainRows(table),
    });
    const own = [...byTask, everything!];
    for (const one of own) expect(one).toMatchObject({ learner: 'network', needs: [], isForStrangers: true });
    expect(byTask.reduce((sum, { rows }) => sum + rows, 0)).toBe(trainRows(table));
    expect(all.filter(({ isForStrangers }) => isForStrangers)).toEqual([everything, ...byTask]);
  });

  it('are one network of everything for strangers if the study is not divided by task, and none of clusters or of one person', () => {
    const strangers = (...[by, stretches]: Parameters<typeof further>) =>
      further(by, stretches).all.flatMap(({ isForStrangers, id }) => (isForStrangers ? [id] : []));
    for (const by of ['subject', 'site', 'time'] as const)
      expect(strangers(by, four)).toEqual(['everything-strangers']);
    expect(strangers('cluster', four)).toEqual([]);
    expect(strangers('task', each([300, 310]))).toEqual([]);
    const walking = [card('ana', 'walk'), card('ben', 'walk')];
    expect(sizes(further('task', each([300, 310]), { recordings: walking }).all)).toContainEqual([
      'network of everything, for strangers',
      1,
    ]);
    // The second person has no training rows.
    const held = { recording: 2, use: rowUses.heldOut, rows: 300 };
    expect(strangers('task', [...each([300, 310]), held])).toEqual([]);
  });

  it('are as many as the manifest asks for: other seeds, networks for strangers, forests, or none', () => {
    const none = { seeds: 1, strangers: false, forests: false };
    expect(further('task', four, settings(none)).all).toEqual([]);
    expect(sizes(further('task', four, settings({ ...none, seeds: 2 })).all)).toEqual([
      ['networks by task, other seeds', 3],
    ]);
    expect(sizes(further('task', four, settings({ ...none, strangers: true })).all)).toEqual([
      ['network of everything, for strangers', 1],
      ['networks by task, for strangers', 3],
    ]);
    const forests = further('task', four, settings({ ...none, forests: true })).all;
    expect(new Set(forests.map(({ learner }) => learner))).toEqual(new Set(['forest']));
  });
});

describe('the names of some rows', () => {
  const table = smallTable(
    smallProblem(),
    [0, 1, 2, 3].map((recording) => ({ recording, rows: 2 })),
  );
  const namesBy = (by: By, ...rows: number[]) =>
    namesOfRows(table, smallProblem({ subdomains: { by, count: 2 } }), Uint32Array.from(rows));

  it('are the one name that all of them share, of the kind that the study is divided by', () => {
    expect(namesBy('task', 0, 1, 4, 5)).toEqual({ task: 'walk' });
    expect(namesBy('subject', 0, 1, 2, 3)).toEqual({ subject: 'ana' });
    expect(namesBy('site', 4, 7)).toEqual({ site: 'lyon' });
  });

  it('are none if rows differ in it, if there are no rows, or if the study is divided by time or clusters', () => {
    expect(namesBy('task', 0, 2)).toEqual({});
    expect(namesBy('task')).toEqual({});
    expect(namesBy('time', 0, 1)).toEqual({});
    expect(namesBy('cluster', 0, 1)).toEqual({});
  });
});
