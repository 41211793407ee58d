import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envelopeOf } from '../../physics/signals/index.ts';
import type { ManifestInput } from '../manifest/index.ts';
import type { Recording } from './recording.ts';
import { parsed, readFolder } from './study-files.testing.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const uci = new URL('uci-lower-limb/', data);
const ceinms = new URL('ceinms-lower-limb/', data);
const isAbsent = !existsSync(uci) || !existsSync(ceinms);
const reason = 'the shared recordings are not on this machine';

describe.skipIf(isAbsent)(`real recordings${isAbsent ? ` (skipped: ${reason})` : ''}`, () => {
  it('of sixteen people at two sites are all read without fault', () => {
    const { recordings, faults, warnings } = uciStudy('envelope', 'envelope-100hz');
    expect([faults, warnings]).toEqual([[], []]);
    expect(recordings).toHaveLength(49);
    expect(new Set(recordings.map(({ subject }) => subject)).size).toBe(17);
  });

  it('of raw EMG at 1 kHz give the envelopes of scipy, to the last decimal of the file', () => {
    const raw = uciStudy('raw', 'raw-1khz').recordings;
    const envelopes = new Map(
      uciStudy('envelope', 'envelope-100hz').recordings.map((one) => [one.file, one]),
    );
    expect(raw).toHaveLength(9);
    for (const recording of raw) {
      const golden = envelopes.get(recording.file.replace('_raw', ''))!;
      expect(largestDifferenceMv(recording, golden)).toBeLessThan(5.1e-6);
    }
  });

  it('in OpenSim files equal their copy as CSV, up to its rounding and filter', () => {
    const sto = ceinmsStudy('', [
      { subject: 'S06', files: { emg: 'walk36/emgFilt.sto', ik: 'walk36/ik.sto', id: 'walk36/id.sto' } },
    ]);
    const csv = ceinmsStudy('csv', [{ subject: 'S06', file: 'walk36.csv' }]);
    const [a, b] = [sto.recordings[0]!, csv.recordings[0]!];
    expect([...sto.faults, ...csv.faults]).toEqual([]);
    expect(a.angle.angleRad).toHaveLength(6097);
    expect(largestOf(a.angle.angleRad, b.angle.angleRad)).toBeLessThan(1e-5);
    expect(largestOf(a.emg.channels[0]!, b.emg.channels[0]!)).toBeLessThan(5.1e-5);
    const isUsed = b.torque!.valid.reduce((sum, v) => sum + v, 0) / b.torque!.valid.length;
    expect(isUsed).toBeCloseTo(0.922, 3);
  });
});

function uciStudy(kind: 'raw' | 'envelope', folder: string) {
  const files = readdirSync(new URL(`${folder}/`, uci));
  const muscles = { rf: 'rect_fem_r', bf: 'bifemlh_r', vm: 'vas_med_r', st: 'semiten_r' };
  const manifest: ManifestInput = {
    version: 1,
    study: 'uci',
    joint: 'knee',
    signals: {
      emg: {
        kind,
        channels: Object.entries(muscles).map(([name, muscle]) => ({ column: `emg_${name}_mV`, muscle })),
      },
      angle: { column: 'knee_flexion_deg', positive: 'flexion' },
    },
    recordings: files.map((file) => ({ file, subject: file.split('_')[0]! })),
  };
  return readFolder(parsed(manifest), new URL(`${folder}/`, uci));
}

function ceinmsStudy(format: 'csv' | '', recordings: ManifestInput['recordings']) {
  const isCsv = format === 'csv';
  const muscle = 'soleus_r';
  const manifest: ManifestInput = {
    version: 1,
    study: 'ceinms',
    joint: 'ankle',
    signals: {
      emg: {
        kind: 'envelope',
        unit: 'normalised',
        channels: [{ column: isCsv ? `emg_${muscle}` : muscle, muscle }],
      },
      angle: { column: isCsv ? 'ankle_angle_r_deg' : 'ankle_angle_r', positive: 'dorsiflexion' },
      torque: {
        column: isCsv ? 'ankle_angle_r_moment_Nm' : 'ankle_angle_r_moment',
        positive: 'dorsiflexion',
        ...(isCsv && { valid: 'torque_ok' }),
      },
    },
    recordings,
  };
  return readFolder(parsed(manifest), isCsv ? ceinms : new URL('source-sto/', ceinms));
}

/** Every tenth sample of the raw recording's envelopes against the recording of envelopes. */
function largestDifferenceMv(raw: Recording, golden: Recording): number {
  const chain = { kind: 'raw', bandPassHz: [20, 450], envelopeHz: 6, causal: false } as const;
  const each = raw.emg.channels.map((channel, i) => {
    const envelope = envelopeOf(channel, raw.emg.sampleRateHz, chain).filter((_, j) => j % 10 === 0);
    return largestOf(envelope, golden.emg.channels[i]!);
  });
  return Math.max(...each);
}

function largestOf(a: Float64Array, b: Float64Array): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
}
