import { existsSync, readFileSync } from 'node:fs';
import { faultLine } from '../../base/faults/index.ts';
import type { Manifest, ManifestInput } from '../manifest/index.ts';
import { parseManifest } from '../manifest/index.ts';
import { checkStudy } from './check-study.ts';
import type { StudyReading } from './read-study.ts';

/** The least manifest: one knee recording with one envelope. */
export function leastManifest(): ManifestInput {
  return {
    version: 1,
    study: 'small',
    joint: 'knee',
    signals: {
      emg: { kind: 'envelope', channels: [{ column: 'emg_rf_mV', muscle: 'rect_fem_r' }] },
      angle: { column: 'knee_flexion_deg', positive: 'flexion' },
    },
    recordings: [{ file: 'a.csv', subject: '1A' }],
  };
}

/** The parsed manifest; throws its faults if there are any. */
export function parsed(input: ManifestInput): Manifest {
  const result = parseManifest(JSON.stringify(input));
  if ('faults' in result) throw new Error(result.faults.map(faultLine).join('\n'));
  return result.manifest;
}

/** One row of the table that `leastManifest` describes, as text. */
export type Row = [time: string, emg: string, angle: string];

/** Two seconds at 50 Hz of a knee that bends from 20 to 60 degrees and back, with one varying envelope. */
export function goodRows(): Row[] {
  return Array.from({ length: 101 }, (_, i) => {
    const t = i / 50;
    const emg = 0.05 + 0.04 * Math.sin(5 * t);
    return [t.toFixed(2), emg.toFixed(5), (40 - 20 * Math.cos(Math.PI * t)).toFixed(3)];
  });
}

export const header = 'time_s,emg_rf_mV,knee_flexion_deg';

export function csvOf(rows: readonly (readonly string[])[], head = header): string {
  return [head, ...rows.map((row) => row.join(','))].join('\n');
}

/** Reads a study whose files are given as text. */
export function readText(manifest: Manifest, files: Record<string, string>): StudyReading {
  const read = (file: string) => (file in files ? new TextEncoder().encode(files[file]) : undefined);
  return checkStudy(manifest, read);
}

/** Reads a study from a folder of the disk. */
export function readFolder(manifest: Manifest, folder: URL): StudyReading {
  const read = (file: string) => {
    const path = new URL(file, folder);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  return checkStudy(manifest, read);
}
