import { describe, expect, expectTypeOf, it } from 'vitest';
import { modelFaults } from './check-model.ts';
import { fileOf, inVersion2, modelFiles } from './fixtures/model-files.testing.ts';
import type { GateJson } from './gate-json.ts';
import type { ModelJson } from './model-json.ts';
import type { modelSchema } from './model-schema.ts';
import type { TypeOf } from './shape.ts';

const text = new TextDecoder().decode(fileOf(inVersion2(modelFiles('before-digests')), 'model.json'));
/** A model that a test may damage anywhere. */
// biome-ignore lint/suspicious/noExplicitAny: damage has no type
type Loose = Record<string, any>;
const model = () => JSON.parse(text) as Loose;
const faultsAfter = (change: (json: Loose) => void) => {
  const json = model();
  change(json);
  return modelFaults(json).join('; ');
};

describe('the schema of model.json', () => {
  it('has the fields of its types, no fewer and no more', () => {
    type Written = TypeOf<typeof modelSchema>;
    type LocalModels = readonly (ModelJson['localModels'][number] & { readonly sha256: string })[];
    expectTypeOf<Written>().toExtend<ModelJson>();
    expectTypeOf<Omit<ModelJson, 'localModels'> & { localModels: LocalModels }>().toExtend<Written>();
  });
});

describe('a model.json', () => {
  it('has no faults as it is published, calibrated or not', () => {
    expect(modelFaults(model())).toEqual([]);
    const calibrated = faultsAfter((json) => {
      json.emgScales.new = [1, 1, 1, 1, 1];
      const byEmg = { emgScales: [1, 1, 1, 1, 1], centres: [new Array(30).fill(0)], coefficientsRad: [0.1] };
      json.angleCorrections.new = [{ offsetRad: 0.1, scale: 0.9, byEmg }];
      for (const [name, otherwise] of Object.entries(json.modes as Record<string, GateJson>)) {
        json.modes[name] = {
          kind: 'name',
          by: 'subject',
          leaders: {
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
    [
      'a direction that is none',
      (j) => Object.assign(j.coordinates[0], { positive: 'flexoin' }),
      /^coordinates\.0\.positive: .*"flexion"/,
    ],
    [
      'the same wrong direction twice',
      ({ coordinates: [one] }) => {
        one.positive = 'bend';
        one.measured.positive = 'bend';
      },
      /coordinates\.0\.measured\.positive: /,
    ],
    [
      'an angle that was measured in a direction of another movement',
      (j) => Object.assign(j.coordinates[0].measured, { positive: 'pronation' }),
      /^coordinates measure pronation, and the networks' angle grows with flexion/,
    ],
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
    ['a weight too few', (j) => j.modes.single.weights.pop(), /modes\.single: 3 weights for 4 localModels/],
    ['no weights for its mode', (j) => (j.mode = 'best'), /no weights for the mode best/],
    ['a mode by the name of a method', (j) => (j.mode = 'toString'), /no weights for the mode toString/],
    ['a gate of an unknown kind', (j) => (j.modes.single.kind = 'oracle'), /^modes\.single\.kind: /],
    ['a share above 1', (j) => (j.modes.gated.share = 1.5), /^modes\.gated\.share: /],
    [
      'a local model that is not there',
      (j) => (j.modes.gated.leaders.elastic = [[9, 1]]),
      /leaders\.elastic names a local model that/,
    ],
    [
      'a local model that leads twice',
      (j) =>
        (j.modes.gated.leaders.elastic = [
          [1, 0.5],
          [1, 0.5],
        ]),
      /elastic names a local model twice/,
    ],
    [
      'parts that do not sum to 1',
      (j) => (j.modes.gated.leaders.elastic = [[1, 0.5]]),
      /parts do not sum to 1/,
    ],
    ['an error of 0', (j) => (j.modes.gated.otherwise.localModels[1].error = 0), /localModels\.1\.error: /],
    ['a deviation of 0', (j) => (j.modes.gated.otherwise.localModels[1].deviation[0] = 0), /deviation\.0: /],
    [
      'a context too short',
      (j) => j.modes.gated.otherwise.localModels[1].mean.pop(),
      /a context is not one of 10 inputs/,
    ],
    [
      'a context gate in which no local model takes part',
      (j) => j.modes.gated.otherwise.localModels.fill(null),
      /no local model has a weight/,
    ],
    [
      'shares that do not sum to 1',
      (j) => (j.modes.blended.otherwise.shares = [0.5, 0.4]),
      /shares do not sum to 1/,
    ],
    ['a temperature of 0', (j) => (j.modes.gated.otherwise.temperature = 0), /temperature: /],
    ['a context too few', (j) => j.contexts.pop(), /there are 4 localModels and 3 contexts/],
    [
      'a negative interval',
      (j) => (j.intervals.single.allNames.angles[0].factor = -1),
      /^intervals\.single\.allNames\.angles\.0\.factor: /,
    ],
    [
      'an interval of a mode that is not there',
      (j) => (j.intervals.best = j.intervals.single),
      /intervals\.best is of no mode/,
    ],
    ['an interval too few', (j) => j.intervals.single.allNames.forces.pop(), /not those of 5 muscles/],
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
      'local models that overlap',
      (j) => (j.localModels[1].byteOffset = 4),
      /begins at byte 4, the one before it ends at 844/,
    ],
    ['a gap between local models', (j) => (j.localModels[1].byteOffset = 848), /begins at byte 848/],
    [
      'a local model of other length',
      (j) => (j.localModels[3].byteLength += 4),
      /has 848 bytes, its parameters take 844/,
    ],
    ['parameters of a type of their own', (j) => (j.localModels[0].parameters[0].dtype = 'int32'), /dtype/],
    ['a shape of 0', (j) => (j.localModels[0].parameters[0].shape = [0, 6]), /shape\.0: /],
    ['an id twice', (j) => (j.localModels[1].id = 'single'), /an id of localModels stands twice/],
    ['a digest too few', (j) => delete j.localModels[1].sha256, /^localModels\.1\.sha256: /],
    ['a digest of another form', (j) => (j.localModels[1].sha256 = 'x'), /^localModels\.1\.sha256: /],
    ['no local models', (j) => (j.localModels = []), /^localModels: /],
    [
      'a correction of nobody',
      (j) => (j.angleCorrections.x = [{ offsetRad: 0, scale: 1 }]),
      /has no emgScales/,
    ],
    [
      'two coordinates',
      (j) => j.coordinates.push(j.coordinates[0]),
      /there are 2 coordinates, networks have one/,
    ],
    [
      'an interval of an angle too many',
      (j) => j.intervals.single.noNames.angles.push(null),
      /not those of 1 coordinates/,
    ],
    [
      'corrections of no coordinate',
      (j) => (j.angleCorrections.s01 = []),
      /angleCorrections is not one of 1 coordinates/,
    ],
    ['an angle in degrees', (j) => (j.coordinates[0].unit = 'deg'), /^coordinates\.0\.unit: /],
    ['a study that is a path', (j) => (j.study = '../other'), /^study: /],
    ['an unknown field', (j) => (j.more = 1), /^model\.json: .*more/],
    ['another version', (j) => (j.version = 3), /^version: /],
  ])('with %s is refused, and the fault names the place', (_, change, expected) => {
    expect(faultsAfter(change)).toMatch(expected);
  });

  it.each([[null], [[]], ['text'], [1], [{}]])('that is %j is refused', (value) => {
    expect(modelFaults(value).length).toBeGreaterThan(0);
  });

  it('with an infinite number is refused', () => {
    const json = JSON.parse(text.replace('"slope":0.3674643793172688', '"slope":1e999')) as ModelJson;
    expect(json.strangerScale!.slope).toBe(Number.POSITIVE_INFINITY);
    expect(modelFaults(json).join()).toMatch(/strangerScale\.slope/);
  });

  it('with gates nested too deeply is refused without a full search', () => {
    let gate: unknown = { kind: 'constant', weights: [1, 0, 0, 0] };
    for (let depth = 0; depth < 5000; depth++) gate = { kind: 'blend', gates: [gate], shares: [1] };
    expect(faultsAfter((json) => (json.modes.single = gate))).toMatch(/^modes\.single/);
  });

  it('with thousands of faults lists five and counts the others', () => {
    const faults = modelFaults({ ...model(), inputRanges: new Array(3000).fill(null) });
    expect(faults).toHaveLength(6);
    expect(faults[5]).toBe('and 2995 more');
  });
});
