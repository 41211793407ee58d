import type { ManifestInput } from '../layers/study/manifest/index.ts';
import { simulateStudy } from '../layers/study/simulation/testing.ts';

/** All uploaded files, by path in the study; `study.json` last. */
export type UploadedFiles = Map<string, string>;

/**
 * A study of two virtual subjects at two sites that trains in seconds: real physics, small network, few passes. Without
 * other settings, one network a sub-domain is trained, no forest, no fold and no control without physics.
 */
export function smallStudy(study: string, settings: Partial<ManifestInput> = {}): UploadedFiles {
  const { files } = simulateStudy({
    joint: 'wrist',
    study,
    subjects: 2,
    sites: 2,
    seed: 7,
    recordingsPerSubject: 3,
    secondsPerRecording: 8,
  });
  return withManifest(files, (manifest) => ({
    ...manifest,
    subdomains: { by: 'subject' },
    ...settings,
    training: {
      seeds: 1,
      strangers: false,
      forests: false,
      control: false,
      folds: false,
      ...(settings.training ?? { epochs: 6, lbfgsIterations: 3, hidden: [16] }),
    },
  }));
}

/** The same files with another manifest. */
export function withManifest(
  files: UploadedFiles,
  change: (manifest: ManifestInput) => unknown,
): UploadedFiles {
  const manifest = JSON.parse(files.get('study.json')!) as ManifestInput;
  return new Map(files).set('study.json', `${JSON.stringify(change(manifest), undefined, 1)}\n`);
}
