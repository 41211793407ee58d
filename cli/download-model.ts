import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bucket } from '../layers/storage/bucket.ts';
import { sha256 } from '../layers/storage/digest.ts';
import { keys } from '../layers/storage/keys.ts';
import { readLatest } from '../layers/storage/latest-model.ts';

export interface DownloadedModel {
  readonly run: string;
  /** Folder with `model.json` and `weights.bin`. */
  readonly model: string;
  readonly report: string;
}

/** Copies the files of a model into a folder, after comparing each with its digest. */
export async function downloadModel(
  bucket: Bucket,
  study: string,
  outDir: string,
  wantedRun?: string,
): Promise<DownloadedModel> {
  const run = wantedRun ?? (await readLatest(bucket, study))?.run;
  const digests =
    run === undefined ? undefined : await bucket.getText(keys.model(study, run, 'MANIFEST.sha256'));
  if (run === undefined || digests === undefined) throw new Error(`no model of ${study} has been published`);
  const model = join(outDir, 'model');
  mkdirSync(model, { recursive: true });
  for (const line of digests.trim().split('\n')) {
    const [digest, name] = line.split('  ') as [string, string];
    const bytes = await bucket.getBytes(keys.model(study, run, name));
    if (!bytes || sha256(bytes) !== digest)
      throw new Error(`${name} of run ${run} is damaged: its digest differs`);
    writeFileSync(join(model, name), bytes);
  }
  writeFileSync(join(model, 'MANIFEST.sha256'), digests);
  return { run, model, report: join(model, 'report.html') };
}
