import { describe, expect, it } from 'vitest';
import type { GateJson } from '../gates/gate-json.ts';
import type { GlobalModelJson } from '../global-model.ts';
import { modelFaults } from './check-model.ts';
import { fileOf, modelFiles, withMemberDigests } from './fixtures/model-files.testing.ts';

const text = new TextDecoder().decode(fileOf(withMemberDigests(modelFiles('before-digests')), 'model.json'));
/** A model that a test may damage anywhere. */
// biome-ignore lint/suspicious/noExplicitAny: a damage heeds no type
type Loose = Record<string, any>;
const model = () => JSON.parse(text) as Loose;
const faultsAfter = (change: (json: Loose) => void) => {
  const json = model();
  change(json);
  return modelFaults(json).join('; ');
};

describe('a model.json', () => {
  it('as it is published has nothing wrong with it, calibrated or not', () => {
    expect(modelFaults(model())).toEqual([]);
    const calibrated = faultsAfter((json) => {
      json.emgScales.new = [1, 1, 1, 1, 1];
      json.angleCorrections.new = {
        offsetRad: 0.1,
        scale: 0.9,
        residual: { emgScales: [1, 1, 1, 1, 1], centres: [new Array(30).fill(0)], weightsRad: [0.1] },
      };
      for (const [name, otherwise] of Object.entries(json.modes as Record<string, GateJson>)) {
        json.modes[name] = {
          kind: 'known',
          by: 'subject',
          leads: {
            new: [
              [0, 0.25],
              [2, 0.75],
            ],
          },
          share: 1,
          within: 'parts',
          otherwise,
        };
      }
    });
    expect(calibrated).toBe('');
  });

  it.each<[string, (json: Loose) => void, RegExp]>([
    ['a negative EMG scale', (j) => (j.emgScales.s01[1] = -0.1), /^emgScales\.s01\.1: /],
    ['an EMG scale of 0', (j) => (j.emgScales.s01[1] = 0), /^emgScales\.s01\.1: /],
    ['an EMG scale that is null', (j) => (j.emgScales.s01[1] = null), /^emgScales\.s01\.1: /],
    ['an EMG scale too few', (j) => j.emgScales.s01.pop(), /emgScales is not one of 5 channels/],
    ['a slope above 1', (j) => (j.strangerScale.slope = 2), /^strangerScale\.slope: /],
    ['a usual scale too many', (j) => j.strangerScale.usualLog.push(1), /strangerScale is not one of 5/],
    [
      'weights that sum to 2',
      (j) => (j.modes.single.weights = [1, 1, 0, 0]),
      /modes\.single: weights do not sum to 1/,
    ],
    ['a negative weight', (j) => (j.modes.single.weights = [2, -1, 0, 0]), /^modes\.single\.weights\.0: /],
    ['a weight too few', (j) => j.modes.single.weights.pop(), /modes\.single: 3 weights for 4 members/],
    ['no weights for its mode', (j) => (j.mode = 'best'), /no weights for the mode best/],
    ['a mode by the name of a method', (j) => (j.mode = 'toString'), /no weights for the mode toString/],
    ['a gate of an unknown kind', (j) => (j.modes.single.kind = 'oracle'), /^modes\.single\.kind: /],
    ['a share above 1', (j) => (j.modes.gated.share = 1.5), /^modes\.gated\.share: /],
    [
      'a member that is not there',
      (j) => (j.modes.gated.leads.elastic = [[9, 1]]),
      /leads\.elastic names a member/,
    ],
    [
      'a member that leads twice',
      (j) =>
        (j.modes.gated.leads.elastic = [
          [1, 0.5],
          [1, 0.5],
        ]),
      /elastic names a member twice/,
    ],
    [
      'parts that do not sum to 1',
      (j) => (j.modes.gated.leads.elastic = [[1, 0.5]]),
      /parts do not sum to 1/,
    ],
    ['an error of 0', (j) => (j.modes.gated.otherwise.members[1].error = 0), /members\.1\.error: /],
    ['a deviation of 0', (j) => (j.modes.gated.otherwise.members[1].deviation[0] = 0), /deviation\.0: /],
    [
      'a context too short',
      (j) => j.modes.gated.otherwise.members[1].mean.pop(),
      /a context is not one of 10 inputs/,
    ],
    [
      'a context gate that hears nobody',
      (j) => j.modes.gated.otherwise.members.fill(null),
      /no member takes part/,
    ],
    [
      'shares that do not sum to 1',
      (j) => (j.modes.blended.otherwise.shares = [0.5, 0.4]),
      /shares do not sum to 1/,
    ],
    ['a temperature of 0', (j) => (j.modes.gated.otherwise.temperature = 0), /temperature: /],
    ['a context too few', (j) => j.contexts.pop(), /there are 4 members and 3 contexts/],
    [
      'a negative interval',
      (j) => (j.intervals.single.named.angle.factor = -1),
      /^intervals\.single\.named\.angle\.factor: /,
    ],
    [
      'an interval of a mode that is not there',
      (j) => (j.intervals.best = j.intervals.single),
      /intervals\.best is of no mode/,
    ],
    ['an interval too few', (j) => j.intervals.single.named.forces.pop(), /not those of 5 muscles/],
    [
      'an input too many',
      (j) => j.inputNames.push('subject=s09'),
      /there are 24 inputNames and 23 inputRanges/,
    ],
    ['inputs in another order', (j) => j.inputNames.reverse(), /not those of channels and features/],
    [
      'a lag that its inputs do not have',
      (j) => j.features.lagsMs.push(200),
      /not those of channels and features/,
    ],
    ['a range that ends before it begins', (j) => j.inputRanges[0].reverse(), /ends before it begins/],
    ['a channel too few', (j) => j.signals.emg.channels.pop(), /not those of channels and features/],
    ['a rate of 0', (j) => (j.signals.rateHz = 0), /^signals\.rateHz: /],
    ['a muscle twice', (j) => (j.muscles[1] = j.muscles[0]), /a muscle is listed twice/],
    [
      'a muscle too many',
      (j) => j.muscles.push('other'),
      /has 23 inputs and 5 muscles, the model has 23 and 6/,
    ],
    [
      'members that overlap',
      (j) => (j.members[1].byteOffset = 4),
      /begins at byte 4, the one before it ends at 844/,
    ],
    ['a gap between members', (j) => (j.members[1].byteOffset = 848), /begins at byte 848/],
    [
      'a member of other length',
      (j) => (j.members[3].byteLength += 4),
      /has 848 bytes, its tensors take 844/,
    ],
    [
      'weights of another type',
      (j) => (j.members[0].weightsManifest[0].weights[0].dtype = 'int32'),
      /dtype: /,
    ],
    ['a shape of 0', (j) => (j.members[0].weightsManifest[0].weights[0].shape = [0, 6]), /shape\.0: /],
    ['an id twice', (j) => (j.members[1].id = 'single'), /an id of members stands twice/],
    ['a digest too few', (j) => delete j.members[1].sha256, /some members have a sha256/],
    ['a digest that is none', (j) => (j.members[1].sha256 = 'x'), /^members\.1\.sha256: /],
    ['no members', (j) => (j.members = []), /^members: /],
    [
      'a correction of nobody',
      (j) => (j.angleCorrections.x = { offsetRad: 0, scale: 1 }),
      /has no emgScales/,
    ],
    ['a study that is a path', (j) => (j.study = '../other'), /^study: /],
    ['a field that nobody reads', (j) => (j.more = 1), /^model\.json: .*more/],
    ['another version', (j) => (j.version = 2), /^version: /],
  ])('with %s is refused, and the fault says where', (_, change, expected) => {
    expect(faultsAfter(change)).toMatch(expected);
  });

  it.each([[null], [[]], ['text'], [1], [{}]])('that is %j is refused', (value) => {
    expect(modelFaults(value).length).toBeGreaterThan(0);
  });

  it('with a number beyond all numbers is refused', () => {
    const json = JSON.parse(text.replace('"slope":0.3674643793172688', '"slope":1e999')) as GlobalModelJson;
    expect(json.strangerScale!.slope).toBe(Number.POSITIVE_INFINITY);
    expect(modelFaults(json).join()).toMatch(/strangerScale\.slope/);
  });

  it('with a gate within gates within gates is refused without a search to its end', () => {
    let gate: unknown = { kind: 'constant', weights: [1, 0, 0, 0] };
    for (let depth = 0; depth < 5000; depth++) gate = { kind: 'blend', gates: [gate], shares: [1] };
    expect(faultsAfter((json) => (json.modes.single = gate))).toMatch(/^modes\.single/);
  });

  it('with thousands of faults tells of five and counts the others', () => {
    const faults = modelFaults({ ...model(), inputRanges: new Array(3000).fill(null) });
    expect(faults).toHaveLength(6);
    expect(faults[5]).toBe('and 2995 more');
  });
});
