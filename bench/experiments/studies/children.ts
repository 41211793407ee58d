import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import type { StudySource } from './study-source.ts';

const folder = 'mcgill-gait';
const tasks = ['straight', 'turn'];

/**
 * Walking of five children (McGill Motion Lab, biomechzoo, MIT): one straight walk and one turning walk each, with measured
 * moments. One child is held out whole in each of five folds; the seed draws the networks' first parameters.
 */
export function childrenStudy(joint: 'knee' | 'ankle'): StudySource {
  return {
    settings: { recordings: folder, joint, heldOut: 'subjects' },
    folds: children.length,
    folder,
    build(_seed, fold, { dataDir }) {
      const files = children.flatMap((subject) => tasks.map((task) => ({ subject, task })));
      return {
        manifest: {
          version: 1,
          study: `children-${joint}`,
          joint,
          signals: signals[joint],
          recordings: files.map(({ subject, task }) => ({
            file: `${subject}_${task}.csv`,
            subject,
            task,
            split: subject === children[fold] ? 'held-out' : 'train',
          })),
        },
        files: new Map(
          files.map(({ subject, task }) => [
            `${subject}_${task}.csv`,
            readFileSync(join(dataDir, folder, 'combined_100hz', `${subject}_${task}.csv`)),
          ]),
        ),
      };
    },
  };
}

const children = ['HC002D', 'HC031A', 'HC032A', 'HC033A', 'HC050A'];

/**
 * Volts at the output of an amplifier whose gain is not stated. A gain of 1,000 makes the amplitudes plausible, so that the
 * columns' mV are uV at the skin.
 *
 * As the study counts: moments are positive in extension and plantarflexion, angles in flexion and dorsiflexion.
 */
const signals: Readonly<Record<'knee' | 'ankle', ManifestInput['signals']>> = {
  knee: {
    time: { column: 'time' },
    emg: {
      kind: 'envelope',
      unit: 'uV',
      channels: [
        { column: 'env_rect_fem_mV', muscle: 'rect_fem_r' },
        { column: 'env_hamstrings_mV', muscle: 'bifemlh_r' },
        { column: 'env_gastroc_mV', muscle: 'med_gas_r' },
      ],
    },
    angle: { column: 'knee_flexion_deg', unit: 'deg', positive: 'flexion' },
    torque: { column: 'knee_extension_moment_Nm', positive: 'extension', valid: 'torque_ok' },
  },
  ankle: {
    time: { column: 'time' },
    emg: {
      kind: 'envelope',
      unit: 'uV',
      channels: [
        { column: 'env_gastroc_mV', muscle: 'med_gas_r' },
        { column: 'env_tib_ant_mV', muscle: 'tib_ant_r' },
      ],
    },
    angle: { column: 'ankle_dorsiflexion_deg', unit: 'deg', positive: 'dorsiflexion' },
    torque: { column: 'ankle_plantarflexion_moment_Nm', positive: 'plantarflexion', valid: 'torque_ok' },
  },
};
