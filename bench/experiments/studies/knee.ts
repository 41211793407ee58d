import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { uciManifest } from '../../convert/uci-lower-limb.ts';
import type { StudySource } from './study-source.ts';

type Entry = ManifestInput['recordings'][number];

/**
 * Ways to hold out. `last quarter`: of every recording. `recordings`: whole ones, a quarter of all in each of four
 * folds, so that a person's other tasks are known. `subjects`: a quarter of the people in each of four folds. `site`: one
 * of the two sites in each of two folds.
 */
export type KneeHoldOut = 'last quarter' | 'recordings' | 'subjects' | 'site';

const folder = 'uci-lower-limb';
const folds = { 'last quarter': 1, recordings: 4, subjects: 4, site: 2 } as const;

/** The two-site knee study of real recordings. The seed draws the networks' first parameters and the folds. */
export function kneeStudy(holdOut: KneeHoldOut): StudySource {
  return {
    settings: { recordings: folder, heldOut: holdOut },
    folds: folds[holdOut],
    folder,
    build(seed, fold, { dataDir, mostSubjects = Number.POSITIVE_INFINITY }) {
      const source = join(dataDir, folder);
      const manifest = uciManifest(source);
      const all = [...new Set(manifest.recordings.map(({ subject }) => subject))];
      const people = all.slice(0, mostSubjects);
      const recordings = manifest.recordings.filter(({ subject }) => people.includes(subject));
      const sites = [...new Set(recordings.map(({ site }) => site))];
      const isOut = (entry: Entry, at: number) =>
        ({
          'last quarter': false,
          recordings: (at + seed) % folds.recordings === fold && entry.split === undefined,
          subjects: (people.indexOf(entry.subject) + seed) % folds.subjects === fold,
          site: entry.site === sites[fold % sites.length],
        })[holdOut];
      const files = recordings.map(
        ({ file }) => [file!, readFileSync(join(source, 'envelope-100hz', basename(file!)))] as const,
      );
      return {
        manifest: {
          ...manifest,
          recordings:
            holdOut === 'last quarter'
              ? recordings
              : recordings.map((entry, at) => ({ ...entry, split: isOut(entry, at) ? 'held-out' : 'train' })),
        },
        files: new Map(files),
      };
    },
  };
}
