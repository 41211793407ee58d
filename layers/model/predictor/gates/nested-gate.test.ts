import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenNames } from '../../inputs/index.ts';
import type { FamilyJson, GateJson, NestedGateJson } from '../model-file/gate-json.ts';
import type { GateView } from './gate.ts';
import { NestedGate } from './nested-gate.ts';
import { openGate } from './open-gate.ts';
import { weightsOf } from './weights-of.ts';

/** Ana walks and sits, Ben walks: places 0 to 2. Tasks: 3 and 4. Everything: 5. */
const families: readonly FamilyJson[] = [
  {
    name: 'forests by subject and task',
    localModels: [
      { place: 0, names: { subject: 'ana', task: 'walk' } },
      { place: 1, names: { subject: 'ana', task: 'sit' } },
      { place: 2, names: { subject: 'ben', task: 'walk' } },
    ],
  },
  {
    name: 'networks by task',
    localModels: [
      { place: 3, names: { task: 'walk' } },
      { place: 4, names: { task: 'sit' } },
    ],
  },
  { name: 'network of everything', localModels: [{ place: 5, names: {} }] },
];
const shares: NestedGateJson['shares'] = [
  { given: [], shares: [0, 0.4, 0.6] },
  { given: ['subject'], shares: [0, 0.2, 0.8] },
  { given: ['task'], shares: [0, 0.7, 0.3] },
  { given: ['subject', 'task'], shares: [0.5, 0.3, 0.2] },
];
const json = (changes: Partial<NestedGateJson> = {}): NestedGateJson => ({
  kind: 'nested',
  families,
  shares,
  ...changes,
});
const emgNames = ['emg@0ms', 'emg~mean', 'emg~deviation'];
const viewOf = (names: GivenNames, inputNames: readonly string[] = emgNames): GateView => ({
  rows: 2,
  inputNames,
  inputs: Float32Array.from({ length: 2 * inputNames.length }, (_, at) => Math.sin(at)),
  givenNames: () => names,
});
const about = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
/** Weights of the six local models in the first of two rows. */
const weigh = (names: GivenNames, gate: GateJson = json(), inputNames = emgNames) =>
  weightsOf(openGate(gate), viewOf(names, inputNames), 6).map((column) => column[0]!);

describe('nested families', () => {
  it('have the shares of the given names, and in each family the local model counts whose names are given', () => {
    expect(weigh({ subject: 'ana', task: 'sit' })).toEqual(about([0, 0.5, 0, 0, 0.3, 0.2]));
    expect(weigh({ subject: 'ben', task: 'walk' })).toEqual(about([0, 0, 0.5, 0.3, 0, 0.2]));
    expect(weigh({ task: 'walk' })).toEqual(about([0, 0, 0, 0.7, 0, 0.3]));
  });

  it('count all local models of a family alike if no name is given that it was cut by', () => {
    expect(weigh({})).toEqual(about([0, 0, 0, 0.2, 0.2, 0.6]));
    expect(weigh({ subject: 'ana' })).toEqual(about([0, 0, 0, 0.1, 0.1, 0.8]));
  });

  it.each(['carla', 'constructor', '__proto__', ''])('take the unknown name %j as not given', (unknown) => {
    expect(weigh({ subject: unknown, task: 'walk' })).toEqual(weigh({ task: 'walk' }));
    expect(weigh({ subject: 'ana', task: unknown })).toEqual(weigh({ subject: 'ana' }));
    expect(weigh({ subject: unknown, task: unknown, site: unknown })).toEqual(weigh({}));
  });

  it('take a name as given that only an input stands for', () => {
    const byTask = json({ families: families.slice(1), shares: shares.map(tail) });
    expect(weigh({ subject: 'ana', task: 'walk' }, byTask)).toEqual(weigh({ task: 'walk' }, byTask));
    const inputNames = [...emgNames, 'subject=ana', 'subject=ben'];
    const known = weigh({ subject: 'ana', task: 'walk' }, byTask, inputNames);
    expect(known).toEqual(about([0, 0, 0, 0.6, 0, 0.4]));
  });

  it('leave the share of a family in which nothing fits to the others, in proportion', () => {
    expect(weigh({ subject: 'ben', task: 'sit' })).toEqual(about([0, 0, 0, 0, 0.6, 0.4]));
  });

  it('have the shares of fewer names if none of the families with a share fits, such as for a subject without that task', () => {
    const forestsAlone = json({
      shares: [
        { given: [], shares: [0, 0, 1] },
        { given: ['task'], shares: [0, 1, 0] },
        { given: ['subject', 'task'], shares: [1, 0, 0] },
      ],
    });
    expect(weigh({ subject: 'ben', task: 'walk' }, forestsAlone)).toEqual([0, 0, 1, 0, 0, 0]);
    expect(weigh({ subject: 'ben', task: 'sit' }, forestsAlone)).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it('count all local models of families with a share if nothing fits whatever shares count', () => {
    // The local model of sit was lost; a forest knows the name.
    const lost = json({
      families: [
        { name: 'forests by task', localModels: [{ place: 0, names: { task: 'sit' } }] },
        {
          name: 'networks by task',
          localModels: [
            { place: 3, names: { task: 'walk' } },
            { place: 4, names: { task: 'rise' } },
          ],
        },
      ],
      shares: [{ given: [], shares: [0, 1] }],
    });
    expect(weigh({ task: 'sit' }, lost)).toEqual([0, 0, 0, 0.5, 0.5, 0]);
  });

  it('weigh the fitting local models of a family as the inner gate does, or equally where it gives them nothing', () => {
    const within: GateJson = { kind: 'constant', weights: [0.1, 0.3, 0, 0.2, 0.4, 0] };
    const shared = json({ within, shares: [{ given: [], shares: [0.5, 0.3, 0.2] }] });
    expect(weigh({}, shared)).toEqual(about([0.125, 0.375, 0, 0.1, 0.2, 0.2]));
    // Ben's local model has no weight by the inner gate, and is the only one that fits.
    expect(weigh({ subject: 'ben' }, shared)).toEqual(about([0, 0, 0.5, 0.1, 0.2, 0.2]));
    // An inner gate by context that gives none of the family a weight.
    const seen = { mean: [0, 0], deviation: [1, 1], error: 1 };
    const byContext = json({
      within: { kind: 'context', temperature: 0.3, localModels: [null, null, null, seen, seen, null] },
      shares: [{ given: [], shares: [0.6, 0.2, 0.2] }],
    });
    expect(weigh({}, byContext)).toEqual(about([0.2, 0.2, 0.2, 0.1, 0.1, 0.2]));
  });

  it('sum up the weights of a local model that is in several families', () => {
    const twice = json({
      families: [families[1]!, { name: 'walking', localModels: [{ place: 3, names: {} }] }],
      shares: [{ given: [], shares: [0.5, 0.5] }],
    });
    expect(weigh({}, twice)).toEqual(about([0, 0, 0, 0.75, 0.25, 0]));
  });

  it('list what they use: no family without a share, and the names that local models were cut by', () => {
    const gate = openGate(json());
    expect(gate.usedLocalModels()).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(gate.names('task')).toEqual(new Set(['walk', 'sit']));
    expect(gate.names('subject')).toEqual(new Set(['ana', 'ben']));
    const withoutForests = openGate(json({ shares: shares.slice(0, 3) }));
    expect(withoutForests.usedLocalModels()).toEqual(new Set([3, 4, 5]));
    expect(withoutForests.names('subject')).toEqual(new Set());
  });

  it('know which families fit some names, and which of the names they know', () => {
    const gate = new NestedGate({ families, shares });
    expect(gate.fittingFamilies({ subject: 'ben', task: 'sit' }, emgNames)).toEqual({
      known: ['subject', 'task'],
      fits: [false, true, true],
    });
    expect(gate.fittingFamilies({ subject: 'ben', task: 'rise', site: 'lyon' }, emgNames)).toEqual({
      known: ['subject'],
      fits: [true, true, true],
    });
    expect(gate.fittingFamilies({ task: 'rise' }, [...emgNames, 'task=rise'])).toEqual({
      known: ['task'],
      fits: [false, false, true],
    });
  });
});

/** Shares without those of the first family, rescaled. */
function tail({ given, shares: [, ...others] }: NestedGateJson['shares'][number]) {
  const sum = others.reduce((a, b) => a + b, 0);
  return { given, shares: others.map((share) => share / sum) };
}

describe('any nested families', () => {
  const name = (names: readonly string[]) => fc.constantFrom(undefined, ...names);
  const names = fc
    .record({ subject: name(['ana', 'ben']), task: name(['walk', 'sit']), site: name(['lyon']) })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)));
  const family = fc
    .uniqueArray(fc.record({ place: fc.nat(5), names }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ place }) => place,
    })
    .map((localModels): FamilyJson => ({ name: 'family', localModels }));
  const sharesOf = (count: number) =>
    fc
      .array(fc.nat(4), { minLength: count, maxLength: count })
      .filter((parts) => parts.some((part) => part > 0))
      .map((parts) => parts.map((part) => part / parts.reduce((a, b) => a + b, 0)));
  const given = fc.subarray(['subject', 'task', 'site'] as const, { minLength: 1 });
  const within = fc.constantFrom<GateJson | undefined>(
    undefined,
    { kind: 'constant', weights: [0.5, 0, 0.25, 0.25, 0, 0] },
    {
      kind: 'context',
      temperature: 0.3,
      localModels: [0, 1, 2].flatMap((mean) => [null, { mean: [mean, 0], deviation: [1, 1], error: 1 }]),
    },
  );
  const gate = fc
    .array(family, { minLength: 1, maxLength: 4 })
    .chain((own) =>
      fc.record({
        families: fc.constant(own),
        first: sharesOf(own.length),
        others: fc.array(fc.record({ given, shares: sharesOf(own.length) }), { maxLength: 3 }),
        inner: within,
      }),
    )
    .map(
      ({ families: own, first, others, inner }): NestedGateJson => ({
        kind: 'nested',
        families: own,
        shares: [{ given: [], shares: first }, ...others],
        ...(inner ? { within: inner } : {}),
      }),
    );
  const asked = fc.record({
    subject: name(['ana', 'ben', 'carla']),
    task: name(['walk', 'sit', 'rise']),
    site: name(['lyon', 'bogota']),
  });

  it('give each row weights that are not negative and sum to 1, to local models that they list as used', () => {
    fc.assert(
      fc.property(gate, fc.tuple(asked, asked), (one, ofRows) => {
        const view: GateView = { ...viewOf({}), givenNames: (row) => ofRows[row]! };
        const opened = openGate(one);
        const columns = weightsOf(opened, view, 6);
        const used = opened.usedLocalModels();
        for (let row = 0; row < 2; row++) {
          const weights = columns.map((column) => column[row]!);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
          for (const [place, weight] of weights.entries()) if (weight > 0) expect(used).toContain(place);
        }
        const stored = JSON.parse(JSON.stringify(opened.toJson())) as NestedGateJson;
        expect(stored).toEqual(one);
        expect(weightsOf(openGate(stored), view, 6)).toEqual(columns);
      }),
      { numRuns: 500 },
    );
  });
});
