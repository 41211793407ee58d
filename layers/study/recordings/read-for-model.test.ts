import { describe, expect, it } from 'vitest';
import { FaultError } from '../../base/faults/index.ts';
import type { Manifest, ManifestInput } from '../manifest/index.ts';
import { checkStudy } from './check-study.ts';
import { readForModel, type SignalsForModel } from './read-for-model.ts';
import { leastManifest, parsed } from './study-files.testing.ts';

const rateHz = 1000;
const seconds = 10;
const times = Array.from({ length: seconds * rateHz + 1 }, (_, at) => at / rateHz);
/** Bursts, as of a muscle with pauses. */
const level = (t: number) => 0.01 + 0.09 * Math.sin(2.5 * t) ** 8;
const rawMv = (t: number) => level(t) * Math.sin(2 * Math.PI * 80 * t);
const angleDeg = (t: number) => 40 - 20 * Math.cos(Math.PI * t);

type Columns = {
  readonly time?: string;
  readonly emg?: (t: number) => number;
  readonly angle?: typeof level;
};

function tableOf({ time = 'time_s', emg = level, angle = angleDeg }: Columns, delimiter = ','): string {
  const rows = times.map((t) => [t.toFixed(3), emg(t).toFixed(6), angle(t).toFixed(5)].join(delimiter));
  return [[time, 'emg_rf_mV', 'knee_flexion_deg'].join(delimiter), ...rows].join('\n');
}

function stoOf(columns: Columns, inDegrees: 'yes' | 'no'): string {
  return `knee\ninDegrees=${inDegrees}\nendheader\n${tableOf({ time: 'time', ...columns }, '\t')}`;
}

function manifestOf(file: string, change: (input: ManifestInput) => void = () => {}): Manifest {
  const input = leastManifest();
  input.recordings[0]!.file = file;
  change(input);
  return parsed(input);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const ofKind = (kind: 'raw' | 'envelope') => (input: ManifestInput) => {
  input.signals.emg.kind = kind;
};

/** The faults of a file in a study, and the faults of the same file if it is given to a model of that study. */
function readByBoth(manifest: Manifest, file: string, text: string) {
  const { faults, recordings } = checkStudy(manifest, (name) => (name === file ? bytesOf(text) : undefined));
  return { study: faults, recording: recordings[0], model: given(manifest, file, text) };
}

function given(manifest: Manifest, file: string, text: string): SignalsForModel | FaultError['faults'] {
  try {
    return readForModel(file, bytesOf(text), manifest.signals, ['emg', 'angle']);
  } catch (error) {
    if (error instanceof FaultError) return error.faults;
    throw error;
  }
}

describe('a file that is given to a model', () => {
  it.each([
    { file: 'a.csv', text: tableOf({}), column: 'time_s' },
    { file: 'a.csv', text: tableOf({ time: 't' }), column: 't' },
    { file: 'a.sto', text: stoOf({}, 'yes'), column: 'time_s' },
    { file: 'a.sto', text: stoOf({ time: 't' }, 'yes'), column: 't' },
    { file: 'a.mot', text: stoOf({ time: 'time_s' }, 'yes'), column: 'time_s' },
  ])(
    'is read like a recording of its study: $file with the time column $column',
    ({ file, text, column }) => {
      const manifest = manifestOf(file, (input) => {
        input.signals.time = { column };
      });
      const { study, recording, model } = readByBoth(manifest, file, text);
      expect(study).toEqual([]);
      const read = model as SignalsForModel;
      expect(read.channels).toEqual(recording!.emg.channels);
      expect(read.timeS).toEqual(recording!.emg.timeS);
      expect(read.angleRad).toEqual(recording!.angle.angleRad.map((q) => -q)); // the knee extends positively
    },
  );

  it.each([
    { what: 'an envelope for raw EMG', kind: 'raw', text: tableOf({}), code: 'EMG_NOT_RAW' },
    {
      what: 'an envelope that rises and falls alike for raw EMG',
      kind: 'raw',
      text: tableOf({ emg: (t) => 0.05 + 0.04 * Math.sin(5 * t) }),
      code: 'EMG_NOT_RAW',
    },
    {
      what: 'rectified EMG for raw EMG',
      kind: 'raw',
      text: tableOf({ emg: (t) => Math.abs(rawMv(t)) }),
      code: 'EMG_NOT_RAW',
    },
    {
      what: 'raw EMG for an envelope',
      kind: 'envelope',
      text: tableOf({ emg: rawMv }),
      code: 'ENVELOPE_NEGATIVE',
    },
    { what: 'a dead channel', kind: 'envelope', text: tableOf({ emg: () => 0.1 }), code: 'CHANNEL_DEAD' },
    {
      what: 'microvolts for millivolts',
      kind: 'envelope',
      text: tableOf({ emg: (t) => 1e4 * level(t) }),
      code: 'EMG_UNIT',
    },
    {
      what: 'radians for degrees',
      kind: 'envelope',
      text: tableOf({ angle: (t) => (angleDeg(t) * Math.PI) / 180 }),
      code: 'ANGLE_LOOKS_RADIAN',
    },
  ] as const)(
    'gets the fault of a study for $what, with a fix that leaves the manifest alone',
    ({ kind, text, code }) => {
      const { study, model } = readByBoth(manifestOf('a.csv', ofKind(kind)), 'a.csv', text);
      expect(study).toMatchObject([{ code }]);
      const [fault, ...more] = model as FaultError['faults'];
      expect(more).toEqual([]);
      expect({ ...fault, fix: '' }).toEqual({ ...study[0], fix: '' });
      expect(fault!.fix).not.toMatch(/signals\.|of the study\.$/);
    },
  );

  it('may have raw EMG that oscillates, also about the offset of an amplifier', () => {
    const manifest = manifestOf('a.csv', ofKind('raw'));
    for (const offset of [0, 1]) {
      const { study, model } = readByBoth(manifest, 'a.csv', tableOf({ emg: (t) => rawMv(t) + offset }));
      expect(study).toEqual([]);
      expect((model as SignalsForModel).channels[0]).toHaveLength(times.length);
    }
  });

  it.each([
    { unit: 'deg', inDegrees: 'no', angle: (t: number) => (angleDeg(t) * Math.PI) / 180 },
    { unit: 'rad', inDegrees: 'yes', angle: (t: number) => (angleDeg(t) * Math.PI) / 180 },
  ] as const)(
    'is refused if its header states another unit of angles: inDegrees=$inDegrees for $unit',
    ({ unit, inDegrees, angle }) => {
      const manifest = manifestOf('a.sto', (input) => {
        input.signals.angle.unit = unit;
      });
      const { study, model } = readByBoth(manifest, 'a.sto', stoOf({ angle }, inDegrees));
      expect(study).toMatchObject([{ code: 'ANGLE_UNIT' }]);
      expect(model).toMatchObject([
        { code: 'ANGLE_UNIT', where: { file: 'a.sto', column: 'knee_flexion_deg' } },
      ]);
    },
  );

  it('needs no angle if only EMG is wanted, whatever the unit of angles in its header', () => {
    const { signals } = manifestOf('a.sto');
    const text = stoOf({}, 'no').replace('knee_flexion_deg', 'ankle');
    const { angleRad, warnings } = readForModel('a.sto', bytesOf(text), signals, ['emg']);
    expect([angleRad.length, warnings]).toEqual([0, []]);
  });

  it('gets a warning with column, finding and fix if a value is odd', () => {
    const { signals } = manifestOf('a.csv');
    const text = tableOf({ emg: (t) => level(t) * 1e-3 }); // volts for millivolts
    expect(readForModel('a.csv', bytesOf(text), signals, ['emg']).warnings).toMatchObject([
      {
        code: 'EMG_STRENGTH_ODD',
        where: { file: 'a.csv', column: 'emg_rf_mV' },
        fix: 'Check that the channel is in mV, as the study has it.',
      },
    ]);
  });
});
