import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder } from '../../infra/make-folder.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';

/**
 * The two-site knee study: 49 recordings of 16 people (UCI "EMG dataset in Lower Limb", Sanchez & Sotelo, CC BY 4.0).
 * Seated extension and standing flexion have a known posture, so their physics is known; gait has unknown ground
 * forces, so none.
 */
export function uciManifest(sourceDir: string, settings: Partial<ManifestInput> = {}): ManifestInput {
  const trials = readTrials(join(sourceDir, 'trials.csv'));
  return {
    version: 1,
    study: 'knee-two-sites',
    joint: 'knee',
    signals: {
      emg: {
        kind: 'envelope',
        unit: 'mV',
        channels: [
          { column: 'emg_rf_mV', muscle: 'rect_fem_r' },
          { column: 'emg_bf_mV', muscle: 'bifemlh_r' },
          { column: 'emg_vm_mV', muscle: 'vas_med_r' },
          { column: 'emg_st_mV', muscle: 'semiten_r' },
        ],
      },
      angle: { column: 'knee_flexion_deg', unit: 'deg', positive: 'flexion' },
    },
    recordings: trials.map(({ file, site, subject, task, flags }) => ({
      file: `${siteName(site)}/${basename(file)}`,
      site: siteName(site),
      subject,
      task,
      posture: postures[task] ?? 'unknown',
      // Two cuts of one recording must not meet on both sides of the hold-out.
      ...(flags.includes('same_recording') || isCutTwice(file) ? { split: 'train' as const } : {}),
    })),
    subdomains: { by: 'task' },
    training: { inputNoise: 0.3, physicsWeight: 0.03, epochs: 120, lbfgsIterations: 0 },
    ...settings,
  };
}

/** Writes the study as a lab's folder, manifest included. */
export function writeUciStudy(
  sourceDir: string,
  studyDir: string,
  settings: Partial<ManifestInput> = {},
): void {
  const manifest = uciManifest(sourceDir, settings);
  for (const { file } of manifest.recordings) {
    const target = join(studyDir, file!);
    makeFolder(join(target, '..'));
    copyFileSync(join(sourceDir, 'envelope-100hz', basename(file!)), target);
  }
  writeFileSync(join(studyDir, 'study.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

const postures: Readonly<Record<string, string>> = {
  sit_knee_extension: 'seated',
  stand_knee_flexion: 'standing',
};

function siteName(site: string): string {
  return site.split('_')[0]!;
}

function isCutTwice(file: string): boolean {
  return file.endsWith('/1N_mar.csv');
}

interface Trial {
  readonly file: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly flags: string;
}

function readTrials(path: string): Trial[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) as unknown as Trial;
  });
}
