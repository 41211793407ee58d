import { keys, runId, studyVersion } from '../../layers/run/records/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';

const muscles = ['rect_fem_r', 'bifemlh_r'] as const;

/**
 * A manifest of a knee with two channels and three recordings by two subjects at two sites. Without other settings, one
 * network a sub-domain is trained, and no forest.
 */
export function tinyManifest(changes: Partial<ManifestInput> = {}): ManifestInput {
  return {
    version: 1,
    study: 'tiny',
    joint: 'knee',
    signals: {
      emg: {
        kind: 'envelope',
        unit: 'mV',
        channels: muscles.map((muscle, at) => ({ column: `emg_${at + 1}_mV`, muscle })),
      },
      angle: { column: 'knee_deg' },
    },
    recordings: [
      { file: 'bogota/1.csv', site: 'bogota', subject: 'ana', task: 'walk', split: 'train' },
      { file: 'lyon/2.csv', site: 'lyon', subject: 'ben', task: 'walk', split: 'train' },
      { file: 'lyon/3.csv', site: 'lyon', subject: 'ben', task: 'sit', split: 'held-out' },
    ],
    subdomains: { by: 'subject' },
    ...changes,
    training: { seeds: 1, strangers: false, forests: false, folds: false, ...changes.training },
  };
}

/** Smooth EMG and an angle that follows it: 50 Hz. */
export function tinyCsv(phase: number, seconds = 16): string {
  const rows = Array.from({ length: seconds * 50 }, (_, at) => {
    const t = at / 50;
    const first = 0.1 + 0.08 * Math.sin(2 * t + phase) + 0.01 * Math.sin(17 * t);
    const second = 0.1 - 0.07 * Math.sin(2.1 * t + phase) + 0.01 * Math.cos(13 * t);
    const angle = -45 + 25 * Math.sin(2 * t + phase - 0.3);
    return [t, first, second, angle].map((value) => value.toFixed(4)).join(',');
  });
  return `time_s,emg_1_mV,emg_2_mV,knee_deg\n${rows.join('\n')}\n`;
}

/**
 * Uploads it; the run is the one that start-run would name.
 *
 * @param contents of files by name that are to differ from `tinyCsv`
 */
export async function uploadTinyStudy(
  manifest: ManifestInput = tinyManifest(),
  contents: Readonly<Record<string, string>> = {},
) {
  const bucket = new MemoryBucket();
  for (const [at, { file }] of manifest.recordings.entries()) {
    await bucket.put(keys.studyFile('tiny', file!), contents[file!] ?? tinyCsv(at));
  }
  await bucket.putJson(keys.manifest('tiny'), manifest);
  const run = runId((await studyVersion(bucket, 'tiny'))!);
  return { bucket, pointer: { bucket: 'memory', study: 'tiny', run } };
}
