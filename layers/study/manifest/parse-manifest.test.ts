import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../base/faults/index.ts';
import { leastManifest } from '../recordings/testing.ts';
import { parseManifest } from './parse-manifest.ts';

describe('a good manifest', () => {
  it('is read with its defaults, byte order mark or not', () => {
    const text = JSON.stringify(leastManifest());
    for (const given of [text, `\uFEFF${text}`]) {
      expect(parseManifest(given)).toMatchObject({ manifest: { study: 'small', training: { seed: 1 } } });
    }
  });

  it('may use names of muscles that the joint lumps together', () => {
    const channels = ['vas_med_r', 'semitendinosus'].map((muscle) => ({ column: `emg_${muscle}`, muscle }));
    expect(faultsOf(changed((m) => (m.signals.emg.channels = channels)))).toEqual([]);
  });

  it('may use the same column names in different files of one recording, as OpenSim does', () => {
    const manifest = changed((m) => {
      m.signals.emg.channels = [{ column: 'rect_fem_r', muscle: 'rect_fem_r' }];
      m.signals.forces = [{ column: 'rect_fem_r', muscle: 'rect_fem_r' }];
      m.recordings = [{ subject: '1A', files: { emg: 'e.sto', ik: 'i.mot', forces: 'f.sto' } }];
    });
    expect(faultsOf(manifest)).toEqual([]);
  });
});

describe('a bad manifest', () => {
  it('that is not JSON gets line and character', () => {
    expect(faultsOf('{\n  "version": 1,\n  "study": knee\n}')).toEqual([
      expect.objectContaining({
        code: 'MANIFEST_SYNTAX',
        where: { file: 'study.json', row: 3, column: 'character 12' },
        found: '"knee\\n}"',
      }),
    ]);
    expect(faultsOf('{"version": 1,')[0]).toMatchObject({
      code: 'MANIFEST_SYNTAX',
      found: 'the end of the text',
    });
    expect(faultsOf('')[0]).toMatchObject({ code: 'MANIFEST_SYNTAX', where: { row: 1 } });
  });

  it('with an unknown field gets the most similar field, and the line', () => {
    const text = JSON.stringify({ ...leastManifest(), trianing: {} }, null, 2);
    const line = text.split('\n').findIndex((l) => l.includes('trianing')) + 1;
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({
        code: 'MANIFEST_FIELD_UNKNOWN',
        where: { file: 'study.json', row: line, column: 'trianing' },
        fix: 'Write "training" if that is meant, or remove the field.',
      }),
    ]);
  });

  it.each([
    ['engine', 'kernal', 'Write "kernel" if that is meant.', 'kernel'],
    ['single', 'yes', 'Give true or false.', true],
  ])('with the value %s: %s gets a fix that works', (field, value, fix, fixed) => {
    const text = JSON.stringify({ ...leastManifest(), training: { [field]: value } });
    expect(faultsOf(text)).toMatchObject([{ code: 'MANIFEST_VALUE', fix }]);
    expect(faultsOf(text.replace(JSON.stringify(value), JSON.stringify(fixed)))).toEqual([]);
  });

  it('of another version gets the version as a number', () => {
    const [fault] = faultsOf(JSON.stringify({ ...leastManifest(), version: 2 }));
    expect(fault).toMatchObject({ code: 'MANIFEST_VALUE', found: '2', fix: 'Write 1 if that is meant.' });
  });

  it('with a field twice is refused, although JSON.parse would take the last', () => {
    const text = JSON.stringify(leastManifest()).replace('"version":1', '"version":2,"version":1');
    expect(faultsOf(text)).toEqual([
      expect.objectContaining({
        code: 'MANIFEST_FIELD_TWICE',
        where: expect.objectContaining({ column: 'version' }),
      }),
    ]);
  });

  it.each([
    ['sitting', /^Write "seated" if that is meant \(Thigh horizontal/],
    ['walking', /^Name the posture in which gravity acts as in the recording/],
  ])('with the posture %s gets the one that may be meant, and the effect of "unknown"', (posture, fix) => {
    const [fault] = faultsOf(changed((m) => (m.recordings[0]!.posture = posture)));
    expect(fault!.fix).toMatch(fix);
    expect(fault!.fix).toMatch(/"unknown" leaves gravity out, and with it the equation of motion/);
  });

  it('gets all its faults, not only the first', () => {
    const text = JSON.stringify({
      ...leastManifest(),
      version: 2,
      study: 'Ünübersichtlich',
      recordings: [{ file: 'a.csv' }, { subject: '1A' }],
      training: { epochs: -1, engine: 'tensr' },
    });
    expect(faultsOf(text).map(({ where, code }) => `${where.column} ${code}`)).toEqual([
      'version MANIFEST_VALUE',
      'study MANIFEST_VALUE',
      'recordings[1] MANIFEST_VALUE',
      'training.engine MANIFEST_VALUE',
      'training.epochs MANIFEST_VALUE',
      'recordings[0].subject MANIFEST_FIELD_MISSING',
    ]);
  });

  it('with a thousand wrong entries gets the first twenty faults, and the number of the others', () => {
    const recordings = Array.from({ length: 1000 }, () => ({ file: '../a.csv', subject: '1A' }));
    const faults = faultsOf(changed((m) => (m.recordings = recordings)));
    expect(faults).toHaveLength(20);
    expect(faults.at(-1)!.what).toContain('980 more');
  });

  it.each([
    '../other/study.csv',
    '/etc/passwd',
    'a/../../b.csv',
    'a\\b.csv',
    'C:/a.csv',
    'a//b.csv',
    './a.csv',
    'a\u0000.csv',
    'study.json',
  ])('cannot name a file outside its recordings: %j', (file) => {
    const faults = faultsOf(changed((m) => (m.recordings = [{ file, subject: '1A' }])));
    expect(faults).toEqual([expect.objectContaining({ code: 'MANIFEST_VALUE' })]);
    expect(faults[0]?.where.column).toBe('recordings[0].file');
  });

  it.each([
    { code: 'JOINT_UNKNOWN', at: 'joint', change: (m: Draft) => (m.joint = 'shoulder') },
    {
      code: 'MUSCLE_UNKNOWN',
      at: 'signals.emg.channels[0].muscle',
      change: (m: Draft) => (m.signals.emg.channels[0]!.muscle = 'FCR'),
    },
    {
      code: 'MUSCLE_UNKNOWN',
      at: 'signals.forces[0].muscle',
      change: (m: Draft) => (m.signals.forces = [{ column: 'f', muscle: 'FCR' }]),
    },
    {
      code: 'MANIFEST_FIELD_MISSING',
      at: 'signals.emg.channels[0].muscle',
      change: (m: Draft) => (m.signals.emg.channels = [{ column: 'emg' } as never]),
    },
    {
      code: 'DIRECTION_UNKNOWN',
      at: 'signals.angle.positive',
      change: (m: Draft) => (m.signals.angle.positive = 'dorsiflexion'),
    },
    {
      code: 'DIRECTION_UNKNOWN',
      at: 'signals.torque.positive',
      change: (m: Draft) => (m.signals.torque = { column: 'm', positive: 'plantarflexion' }),
    },
    {
      code: 'POSTURE_UNKNOWN',
      at: 'recordings[0].posture',
      change: (m: Draft) => (m.recordings[0]!.posture = 'palm-down'),
    },
    {
      code: 'COLUMN_USED_TWICE',
      at: 'signals.emg.channels[0].column',
      change: (m: Draft) => (m.signals.angle.column = 'emg_rf_mV'),
    },
    {
      code: 'COLUMN_USED_TWICE',
      at: 'signals.angle.column',
      change: (m: Draft) => (m.signals.angle.column = 'time_s'),
    },
    {
      code: 'FILE_TWICE',
      at: 'recordings[1].file',
      change: (m: Draft) => m.recordings.push({ file: 'a.csv', subject: '2A' }),
    },
    ...(['forest', 'single', 'blended', 'nested'] as const).map((mode) => ({
      code: 'MODE_IMPOSSIBLE',
      at: 'ensemble.mode',
      change: (m: Draft) => {
        m.ensemble = { mode };
        m.training = { seeds: 1, forests: false, single: false };
      },
    })),
    { code: 'SPLIT_EMPTY', at: 'recordings', change: (m: Draft) => (m.recordings[0]!.split = 'held-out') },
  ])('gets $code at $at', ({ code, at, change }) => {
    const faults = faultsOf(changed(change));
    expect(faults).toEqual([
      expect.objectContaining({ code, where: expect.objectContaining({ column: at }) }),
    ]);
  });
});

describe('whatever the text', () => {
  it('gives a manifest or faults, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0e1 \n') })),
        (text) => {
          const faults = faultsOf(text);
          expect(faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses the same JSON as JSON.parse', () => {
    const good = JSON.stringify(leastManifest(), null, 1);
    fc.assert(
      fc.property(fc.nat(good.length), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, cut) => {
        const text = good.slice(0, at) + put + good.slice(at + cut);
        const isSyntaxFault = faultsOf(text).some(({ code }) => code === 'MANIFEST_SYNTAX');
        expect(isSyntaxFault).toBe(!isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  it('gives a manifest or faults if any field is replaced by anything', () => {
    const paths = [
      ['study'],
      ['joint'],
      ['signals'],
      ['signals', 'emg'],
      ['signals', 'angle'],
      ['recordings'],
      ['training'],
      ['features'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 3 }), (path, value) => {
        const manifest = leastManifest() as unknown as Record<string, never>;
        const last = path.at(-1)!;
        const parent = path.slice(0, -1).reduce((node, key) => node[key]!, manifest);
        Object.assign(parent, { [last]: value });
        const result = parseManifest(JSON.stringify(manifest));
        expect(
          'manifest' in result || result.faults.every((f) => f.where.file === 'study.json' && f.fix !== ''),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

type Draft = ReturnType<typeof leastManifest>;

function changed(change: (manifest: Draft) => unknown): string {
  const manifest = leastManifest();
  change(manifest);
  return JSON.stringify(manifest);
}

function faultsOf(text: string): Fault[] {
  const result = parseManifest(text);
  return 'faults' in result ? result.faults : [];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
