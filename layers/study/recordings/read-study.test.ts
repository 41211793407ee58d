import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultBounds } from '../../base/faults/testing.ts';
import type { ManifestInput } from '../manifest/index.ts';
import { checkStudy } from './check-study.ts';
import { csvOf, goodRows, header, leastManifest, parsed, type Row, readText } from './study-files.testing.ts';

describe('a good study', () => {
  it('is read in full, in rad and the sign of the joint: extension of the knee is positive', () => {
    const { recordings, faults, warnings } = readText(parsed(leastManifest()), {
      'a.csv': csvOf(goodRows()),
    });
    expect([faults, warnings]).toEqual([[], []]);
    const [recording] = recordings;
    expect(recording).toMatchObject({
      index: 0,
      file: 'a.csv',
      subject: '1A',
      site: 'site',
      posture: 'unknown',
    });
    expect(recording!.angle.angleRad[0]).toBeCloseTo((-20 * Math.PI) / 180, 9);
    expect(recording!.angle.sampleRateHz).toBeCloseTo(50, 9);
    expect(recording!.emg.channels[0]![0]).toBe(0.05);
    expect(recording!.torque).toBeUndefined();
  });

  it.each([
    { unit: 'V' as const, scale: 1e-3 },
    { unit: 'uV' as const, scale: 1e3 },
  ])('has its EMG in mV if it is given in $unit', ({ unit, scale }) => {
    const manifest = leastManifest();
    manifest.signals.emg.unit = unit;
    const rows = goodRows().map(([t, emg, q]): Row => [t, String(Number(emg) * scale), q]);
    const { recordings, faults } = readText(parsed(manifest), { 'a.csv': csvOf(rows) });
    expect(faults).toEqual([]);
    expect(recordings[0]!.emg.channels[0]![0]).toBeCloseTo(0.05, 12);
  });

  it('has torque in the sign of the joint, with excluded frames marked, even without a number', () => {
    const manifest = leastManifest();
    manifest.signals.torque = { column: 'moment', positive: 'flexion', valid: 'ok' };
    const rows = goodRows().map((row, i) => [
      ...row,
      i === 50 ? '' : String(i),
      i >= 50 && i < 60 ? '0' : '1',
    ]);
    const { recordings, faults } = readText(parsed(manifest), {
      'a.csv': csvOf(rows, `${header},moment,ok`),
    });
    expect(faults).toEqual([]);
    const { torqueNm, valid } = recordings[0]!.torque!;
    expect([torqueNm[7], torqueNm[50]]).toEqual([-7, -50]);
    expect([...valid.keys()].filter((i) => valid[i] === 0)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });

  it('adds known forces of muscles that the joint lumps together', () => {
    const manifest = leastManifest();
    manifest.signals.forces = [
      { column: 'f_vm', muscle: 'vas_med_r' },
      { column: 'f_vl', muscle: 'vas_lat_r' },
    ];
    const rows = goodRows().map((row) => [...row, '100', '50']);
    const { recordings } = readText(parsed(manifest), { 'a.csv': csvOf(rows, `${header},f_vm,f_vl`) });
    expect([...recordings[0]!.forces!.forceN.keys()]).toEqual(['vas_int_r']);
    expect(recordings[0]!.forces!.forceN.get('vas_int_r')![0]).toBe(150);
  });

  it('has the rest angle of its load in the sign of the joint', () => {
    const manifest = leastManifest();
    manifest.recordings[0]!.load = { stiffnessNmPerRad: 2, restAngleDeg: 90 };
    const { recordings } = readText(parsed(manifest), { 'a.csv': csvOf(goodRows()) });
    expect(recordings[0]!.load).toEqual({ stiffnessNmPerRad: 2, restAngleRad: -Math.PI / 2 });
  });

  it('may have several files with their own clocks and rates, and need not have all of them', () => {
    const manifest = leastManifest();
    manifest.signals.time = { column: 'time_s' };
    manifest.signals.torque = { column: 'moment' };
    manifest.recordings = [{ subject: '1A', files: { emg: 'emg.csv', ik: 'ik.mot' } }];
    const ik = [
      'inDegrees=yes',
      'endheader',
      'time\tknee_flexion_deg',
      ...goodRows().map(([t, , q]) => `${t}\t${q}`),
    ];
    const emg = csvOf(
      goodRows().map(([t, e]) => [t, e]),
      'time_s,emg_rf_mV',
    );
    const { recordings, faults } = readText(parsed(manifest), { 'emg.csv': emg, 'ik.mot': ik.join('\n') });
    expect(faults).toEqual([]);
    expect(recordings[0]).toMatchObject({ file: 'emg.csv' });
    expect(recordings[0]!.angle.angleRad).toHaveLength(101);
    expect(recordings[0]!.torque).toBeUndefined();
  });

  it('has the bodies of the table of participants', () => {
    const participants = 'participant_id\tmass_kg\n1A\t80\n';
    const files = { 'a.csv': csvOf(goodRows()), 'participants.tsv': participants };
    const { recordings } = readText(parsed(leastManifest()), files);
    expect(recordings[0]!.participant).toEqual({ subject: '1A', massKg: 80 });
  });
});

describe('a bad study', () => {
  it.each([
    {
      code: 'COLUMN_MISSING',
      row: 1,
      column: 'emg_rf_mV',
      text: csvOf(goodRows(), 'time_s,emg_rf,knee_flexion_deg'),
    },
    {
      code: 'COLUMN_TWICE',
      row: 1,
      column: 'time_s',
      text: csvOf(goodRows(), 'time_s,emg_rf_mV,knee_flexion_deg,time_s').replaceAll(/(\n.*)/g, '$1,0'),
    },
    { code: 'CELL_EMPTY', row: 12, column: 'emg_rf_mV', text: withCell(10, 1, 'NaN') },
    { code: 'CELL_EMPTY', row: 12, column: 'knee_flexion_deg', text: withCell(10, 2, '') },
    { code: 'CELL_TEXT', row: 12, column: 'emg_rf_mV', text: withCell(10, 1, 'artefact') },
    { code: 'CELL_TEXT', row: 12, column: 'time_s', text: withCell(10, 0, '0:00:01') },
    {
      code: 'TIME_GAP',
      row: 42,
      column: 'time_s',
      text: csvOf(goodRows().filter((_, i) => i < 40 || i > 60)),
    },
    { code: 'TIME_NOT_GROWING', row: 12, column: 'time_s', text: withCell(10, 0, '0.00') },
    { code: 'RECORDING_SHORT', row: undefined, column: undefined, text: csvOf(goodRows().slice(0, 24)) },
    { code: 'RECORDING_SHORT', row: undefined, column: undefined, text: header },
    {
      code: 'SAMPLE_RATE',
      row: undefined,
      column: 'time_s',
      text: csvOf(goodRows().map(([t, ...rest]) => [String(1000 * Number(t)), ...rest])),
    },
    {
      code: 'CHANNEL_DEAD',
      row: undefined,
      column: 'emg_rf_mV',
      text: csvOf(goodRows().map(([t, , q]) => [t, '0.01', q])),
    },
    { code: 'ENVELOPE_NEGATIVE', row: 12, column: 'emg_rf_mV', text: withCell(10, 1, '-0.05') },
    {
      code: 'EMG_UNIT',
      row: undefined,
      column: 'emg_rf_mV',
      text: csvOf(goodRows().map(([t, e, q]) => [t, String(10_000 * Number(e)), q])),
    },
    { code: 'ANGLE_RANGE', row: 12, column: 'knee_flexion_deg', text: withCell(10, 2, '170') },
    {
      code: 'ANGLE_LOOKS_RADIAN',
      row: undefined,
      column: 'knee_flexion_deg',
      text: csvOf(goodRows().map(([t, e, q]) => [t, e, String((Number(q) * Math.PI) / 180)])),
    },
    {
      code: 'ROW_CELLS',
      row: 12,
      column: undefined,
      text: csvOf(goodRows().map((row, i) => (i === 10 ? row.slice(0, 2) : row))),
    },
    { code: 'FILE_EMPTY', row: 1, column: undefined, text: '' },
  ])('gets $code in row $row, column $column', ({ code, row, column, text }) => {
    const { faults, recordings } = readText(parsed(leastManifest()), { 'a.csv': text });
    expect(faults).toEqual([expect.objectContaining({ code })]);
    expect(faults[0]!.where).toEqual({ file: 'a.csv', ...(row && { row }), ...(column && { column }) });
    expect([faults[0]!.found, faults[0]!.expected, faults[0]!.fix]).not.toContain('');
    expect(recordings).toHaveLength(code === 'ANGLE_LOOKS_RADIAN' ? 1 : 0);
  });

  it('gets all its faults at once, file by file', () => {
    const manifest = leastManifest();
    manifest.recordings = ['a', 'b', 'c', 'gone'].map((name) => ({ file: `${name}.csv`, subject: '1A' }));
    const { faults, recordings } = readText(parsed(manifest), {
      'a.csv': withCell(10, 1, 'x').replace(/^1\.50,.*\n/m, ''),
      'b.csv': csvOf(goodRows(), 'time,emg_rf_mV,knee_flexion'),
      'c.csv': csvOf(goodRows()),
    });
    // The files may lie in a folder or in a bucket.
    expect(faults.at(-1)!.what).toBe('The manifest names a file that is missing.');
    expect(faults.map(({ code, where }) => `${where.file} ${code}`)).toEqual([
      'a.csv CELL_TEXT',
      'a.csv TIME_GAP',
      'b.csv COLUMN_MISSING',
      'b.csv COLUMN_MISSING',
      'gone.csv FILE_MISSING',
    ]);
    expect(recordings.map(({ file }) => file)).toEqual(['c.csv']);
    expect(faults[2]!.fix).toContain('"time"');
  });

  it('with a thousand bad cells gets the first twenty faults, and the number of the others', () => {
    const rows = Array.from({ length: 1000 }, (_, i): Row => [(i / 50).toFixed(2), '', '30']);
    const { faults } = readText(parsed(leastManifest()), { 'a.csv': csvOf(rows) });
    const cells = faults.filter(({ code }) => code === 'CELL_EMPTY');
    expect(cells).toHaveLength(20);
    expect(cells.at(-1)!.what).toContain('980 more');
  });

  it('with a copy of a file under another name is refused: it would leak into the held-out part', () => {
    const manifest = leastManifest();
    manifest.recordings.push({ file: 'b.csv', subject: '2A' });
    const text = csvOf(goodRows());
    const { faults } = readText(parsed(manifest), { 'a.csv': text, 'b.csv': text });
    expect(faults).toEqual([expect.objectContaining({ code: 'FILE_COPY', where: { file: 'b.csv' } })]);
  });

  it('whose angle has the wrong sign gets the fix of the opposite direction', () => {
    const manifest = leastManifest();
    manifest.signals.angle.positive = 'extension';
    const { faults } = readText(parsed(manifest), { 'a.csv': csvOf(goodRows()) });
    expect(faults).toEqual([
      expect.objectContaining({ code: 'ANGLE_RANGE', fix: expect.stringContaining('opposite direction') }),
    ]);
    manifest.signals.angle.positive = 'flexion';
    expect(readText(parsed(manifest), { 'a.csv': csvOf(goodRows()) }).faults).toEqual([]);
  });

  it('whose degrees are called radians gets a fault of the unit, and none of the range', () => {
    const manifest = leastManifest();
    manifest.signals.angle.unit = 'rad';
    const { faults } = readText(parsed(manifest), { 'a.csv': csvOf(goodRows()) });
    expect(faults).toEqual([expect.objectContaining({ code: 'ANGLE_UNIT' })]);
  });

  it('whose OpenSim file states another unit than the manifest gets a fault', () => {
    const manifest = leastManifest();
    manifest.recordings = [{ file: 'a.mot', subject: '1A' }];
    const rows = goodRows().map(([t, e, q]) => [t, e, (Number(q) * Math.PI) / 180].join('\t'));
    const text = ['inDegrees=no', 'endheader', header.replaceAll(',', '\t'), ...rows].join('\n');
    const { faults } = readText(parsed(manifest), { 'a.mot': text });
    expect(faults).toEqual([
      expect.objectContaining({ code: 'ANGLE_UNIT', fix: 'Set signals.angle.unit to "rad".' }),
    ]);
  });

  it.each([
    { unit: 'deg' as const, fix: /^Write inDegrees=yes in the header/ },
    { unit: 'rad' as const, fix: /set signals\.angle\.unit to "deg" and write inDegrees=yes/ },
  ])(
    'whose OpenSim file states radians for degrees gets the fix of the header: $unit in the manifest',
    ({ unit, fix }) => {
      const manifest = leastManifest();
      manifest.recordings = [{ file: 'a.mot', subject: '1A' }];
      manifest.signals.angle.unit = unit;
      const rows = goodRows().map((row) => row.join('\t'));
      const text = ['inDegrees=no', 'endheader', header.replaceAll(',', '\t'), ...rows].join('\n');
      const { faults } = readText(parsed(manifest), { 'a.mot': text });
      expect(faults).toMatchObject([{ code: 'ANGLE_UNIT', fix: expect.stringMatching(fix) }]);
      manifest.signals.angle.unit = 'deg';
      const corrected = text.replace('inDegrees=no', 'inDegrees=yes');
      expect(readText(parsed(manifest), { 'a.mot': corrected }).faults).toEqual([]);
    },
  );

  it('whose files do not overlap in time gets a fault', () => {
    const manifest = leastManifest();
    manifest.recordings = [{ subject: '1A', files: { emg: 'emg.csv', ik: 'ik.csv' } }];
    const later = goodRows().map(([t, e, q]): Row => [(Number(t) + 100).toFixed(2), e, q]);
    const { faults } = readText(parsed(manifest), { 'emg.csv': csvOf(goodRows()), 'ik.csv': csvOf(later) });
    expect(faults).toEqual([expect.objectContaining({ code: 'FILES_APART' })]);
  });

  it('with a sample rate of raw EMG too low for its band gets a fault', () => {
    const manifest = leastManifest();
    manifest.signals.emg.kind = 'raw';
    const { faults } = readText(parsed(manifest), { 'a.csv': csvOf(goodRows()) });
    expect(faults).toEqual([expect.objectContaining({ code: 'EMG_RATE', where: { file: 'a.csv' } })]);
  });

  it('with a negative muscle force gets a fault', () => {
    const manifest = leastManifest();
    manifest.signals.forces = [{ column: 'f', muscle: 'rect_fem_r' }];
    const rows = goodRows().map((row, i) => [...row, i === 5 ? '-90' : '100']);
    const { faults } = readText(parsed(manifest), { 'a.csv': csvOf(rows, `${header},f`) });
    expect(faults).toEqual([
      expect.objectContaining({ code: 'FORCE_NEGATIVE', where: { file: 'a.csv', row: 7, column: 'f' } }),
    ]);
  });

  it('without a torque in a frame that is used gets a fault', () => {
    const manifest = leastManifest();
    manifest.signals.torque = { column: 'moment', valid: 'ok' };
    const rows = goodRows().map((row, i) => [...row, i === 50 ? 'NaN' : '1', '1']);
    const { faults } = readText(parsed(manifest), { 'a.csv': csvOf(rows, `${header},moment,ok`) });
    expect(faults).toEqual([
      expect.objectContaining({ code: 'CELL_EMPTY', where: { file: 'a.csv', row: 52, column: 'moment' } }),
    ]);
  });
});

describe('an odd but harmless value', () => {
  it('is a warning: a rest among movements looks like radians', () => {
    const manifest = leastManifest();
    manifest.recordings.push({ file: 'rest.csv', subject: '1A' });
    const rest = goodRows().map(([t, e], i): Row => [t, e, (1 + 0.01 * (i % 3)).toFixed(2)]);
    const { faults, warnings } = readText(parsed(manifest), {
      'a.csv': csvOf(goodRows()),
      'rest.csv': csvOf(rest),
    });
    expect(faults).toEqual([]);
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'ANGLE_LOOKS_RADIAN',
        where: { file: 'rest.csv', column: 'knee_flexion_deg' },
      }),
    ]);
  });

  it('is a warning: a slightly negative envelope, an angle that never changes', () => {
    const rows = goodRows().map(([t, e], i): Row => [t, i === 10 ? '-0.002' : e, '30']);
    const { faults, warnings } = readText(parsed(leastManifest()), { 'a.csv': csvOf(rows) });
    expect(faults).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['ENVELOPE_DIPS', 'ANGLE_CONSTANT']);
  });

  it('is no fault at all: times rounded to the millisecond at 700 Hz', () => {
    const rows = Array.from(
      { length: 1400 },
      (_, i): Row => [
        (i / 700).toFixed(3),
        (0.05 + 0.01 * Math.sin(i / 40)).toFixed(4),
        (40 + 20 * Math.sin(i / 200)).toFixed(2),
      ],
    );
    expect(readText(parsed(leastManifest()), { 'a.csv': csvOf(rows) }).faults).toEqual([]);
  });
});

describe('whatever the file', () => {
  it('is read or gets faults, and nothing is thrown', () => {
    const good = csvOf(goodRows());
    const manifests = [parsed(leastManifest()), parsed(manyFiles())];
    fc.assert(
      fc.property(
        fc.constantFrom(...manifests),
        fc.nat(good.length),
        fc.string({ maxLength: 4 }),
        fc.nat(60),
        (manifest, at, put, cut) => {
          const text = good.slice(0, at) + put + good.slice(at + cut);
          const { recordings, faults } = readText(manifest, { 'a.csv': text, 'b.csv': good });
          expect(recordings.length + faults.length).toBeGreaterThan(0);
          for (const { angle, emg } of recordings) {
            expect(
              angle.angleRad.every(Number.isFinite) && emg.channels.every((c) => c.every(Number.isFinite)),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function manyFiles(): ManifestInput {
  return {
    ...leastManifest(),
    recordings: [{ subject: '1A', files: { emg: 'a.csv', ik: 'b.csv', id: 'c.csv' } }],
  };
}

function withCell(row: number, column: 0 | 1 | 2, cell: string): string {
  return csvOf(
    goodRows().map((cells, i) => (i === row ? cells.map((c, j) => (j === column ? cell : c)) : cells)),
  );
}

describe('a study in which every file is wrong', () => {
  it('gets a short list of faults, with a count of each kind', () => {
    const recordings = Array.from({ length: 9_999 }, (_, at) => ({ file: `${at}.csv`, subject: '1A' }));
    const manifest = parsed({ ...leastManifest(), recordings });
    const { faults: missing } = checkStudy(manifest, () => undefined);
    expect(missing).toHaveLength(200);
    expect(missing.at(-1)!.what).toContain('(And 9,799 more of this kind.)');
    const text = new TextEncoder().encode('time_s,emg_rf_mV\nx,y\n');
    const { faults } = checkStudy(manifest, () => text);
    expect(new Set(faults.map(({ code }) => code))).toEqual(
      new Set(['COLUMN_MISSING', 'CELL_TEXT', 'FILE_COPY']),
    );
    expect(JSON.stringify(faults).length).toBeLessThan(faultBounds.bytes);
  });
});
