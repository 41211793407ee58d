import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../infra/make-folder.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';

/**
 * Treadmill walking of one person (CEINMS-RT LowerLimbModel, Apache-2.0): EMG envelopes, the ankle angle, and the
 * ankle moment by OpenSim's inverse dynamics. Ground forces are in the moment, so the measured torque is the physics.
 */
export function ceinmsManifest(settings: Partial<ManifestInput> = {}): ManifestInput {
  return {
    version: 1,
    study: 'ankle-treadmill',
    joint: 'ankle',
    signals: {
      emg: {
        kind: 'envelope',
        unit: 'normalised',
        channels: ['soleus_r', 'med_gas_r', 'lat_gas_r', 'tib_ant_r'].map((muscle) => ({
          column: `emg_${muscle}`,
          muscle,
        })),
      },
      angle: { column: 'ankle_angle_r_deg', unit: 'deg', positive: 'dorsiflexion' },
      torque: { column: 'ankle_angle_r_moment_Nm', positive: 'dorsiflexion', valid: 'torque_ok' },
    },
    recordings: ['walk36', 'walk45'].map((speed) => ({ file: `${speed}.csv`, subject: 'S06', task: speed })),
    subdomains: { by: 'time', count: 4 },
    ...settings,
  };
}

/** Writes the study as a lab's folder, manifest included. */
export function writeCeinmsStudy(
  sourceDir: string,
  studyDir: string,
  settings: Partial<ManifestInput> = {},
): void {
  const manifest = ceinmsManifest(settings);
  makeFolder(studyDir);
  for (const { file } of manifest.recordings) copyFileSync(join(sourceDir, file!), join(studyDir, file!));
  writeFileSync(join(studyDir, 'study.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
