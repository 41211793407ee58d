import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { ceinmsManifest } from '../../convert/ceinms-lower-limb.ts';
import type { StudySource } from './study-source.ts';

const folder = 'ceinms-lower-limb';
const speeds = ['walk36', 'walk45'];

/**
 * Walking of one person with measured torque: one speed, 3.6 or 4.5 km/h, is learned from, the other held out; or both are
 * learned from, and their last quarters held out.
 */
export function treadmillStudy(joint: 'ankle' | 'knee', learnt: 'walk36' | 'walk45' | 'both'): StudySource {
  return {
    settings: { recordings: folder, joint, trainedOn: learnt },
    folds: 1,
    folder,
    build(_seed, _fold, { dataDir }) {
      const manifest = ceinmsManifest(joint === 'knee' ? kneeSignals : {});
      return {
        manifest: {
          ...manifest,
          recordings: manifest.recordings.map((entry) => ({
            ...entry,
            ...(learnt === 'both' ? {} : { split: entry.task === learnt ? 'train' : 'held-out' }),
          })),
        },
        files: new Map(
          speeds.map((speed) => [`${speed}.csv`, readFileSync(join(dataDir, folder, `${speed}.csv`))]),
        ),
      };
    },
  };
}

/** Electrodes on the muscles that cross the knee. */
const kneeSignals: Partial<ManifestInput> = {
  study: 'knee-treadmill',
  joint: 'knee',
  signals: {
    emg: {
      kind: 'envelope',
      unit: 'normalised',
      channels: [
        'rect_fem_r',
        'vas_lat_r',
        'vas_med_r',
        'bifemlh_r',
        'semimem_r',
        'med_gas_r',
        'lat_gas_r',
      ].map((muscle) => ({ column: `emg_${muscle}`, muscle })),
    },
    angle: { column: 'knee_angle_r_deg', unit: 'deg', positive: 'extension' },
    torque: { column: 'knee_angle_r_moment_Nm', positive: 'extension', valid: 'torque_ok' },
  },
};
