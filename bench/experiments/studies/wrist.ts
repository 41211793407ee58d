import { basename } from 'node:path';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import type { SimulationOptions } from '../../../layers/study/simulation/index.ts';
import { simulateStudy, truthFile } from '../../../layers/study/simulation/testing.ts';
import type { StudySource } from './study-source.ts';

type Recordings = ManifestInput['recordings'];

/**
 * Ways to hold out. `unseen speed`: each subject's last recording, of a pace that the others lack. `same session`: the
 * last quarter of each other recording. `new subjects`, `new site`: one subject of each site, or a whole site, chosen by
 * the seed; the other subjects' recordings of unseen speed are left out.
 */
export type WristHoldOut = 'unseen speed' | 'same session' | 'new subjects' | 'new site';

const usual = { joint: 'wrist', study: 'wrist', subjects: 6, sites: 2, secondsPerRecording: 20 };

/**
 * A simulated wrist study; the seed draws people, sites and movements.
 *
 * @param settings of the manifest, in place of its defaults
 */
export function wristStudy(
  options: Partial<SimulationOptions>,
  holdOut: WristHoldOut = 'unseen speed',
  settings: Pick<ManifestInput, 'features' | 'training'> = {},
): StudySource {
  return {
    settings: { ...usual, ...options, heldOut: holdOut, ...settings },
    folds: 1,
    build(seed, _fold, scale) {
      const { files, truth } = simulateStudy({ ...usual, ...options, ...scale.simulation, seed });
      const manifest = JSON.parse(files.get('study.json')!) as ManifestInput;
      files.delete('study.json');
      const trueOf = manifest.recordings.map(({ files: parts }) => {
        const { emg } = parts!;
        return [emg, truth.get(truthFile(basename(emg, '_emg.csv')))!] as const;
      });
      const recordings = heldOutBy[holdOut](manifest.recordings, seed);
      return { manifest: { ...manifest, ...settings, recordings }, files, truth: new Map(trueOf) };
    },
  };
}

const heldOutBy: Readonly<Record<WristHoldOut, (recordings: Recordings, seed: number) => Recordings>> = {
  'unseen speed': (recordings) => recordings,
  'same session': (recordings) => learnt(recordings).map(({ split: _, ...entry }) => entry),
  'new subjects': (recordings, seed) => {
    const sites = [...new Set(recordings.map(({ site }) => site))];
    const left = sites.map((site) => {
      const people = [
        ...new Set(recordings.filter((one) => one.site === site).map(({ subject }) => subject)),
      ];
      return people[seed % people.length];
    });
    return holdingOut(recordings, ({ subject }) => left.includes(subject));
  },
  'new site': (recordings, seed) => {
    const sites = [...new Set(recordings.map(({ site }) => site))];
    return holdingOut(recordings, ({ site }) => site === sites[seed % sites.length]);
  },
};

function learnt(recordings: Recordings): Recordings {
  return recordings.filter(({ split }) => split !== 'held-out');
}

function holdingOut(recordings: Recordings, isOut: (entry: Recordings[number]) => boolean): Recordings {
  return learnt(recordings).map((entry) => ({ ...entry, split: isOut(entry) ? 'held-out' : 'train' }));
}
