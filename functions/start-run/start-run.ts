import type { Runs } from '../../layers/run/records/index.ts';
import { type StartingBucket, startsNoRun, startVersion } from '../../layers/run/records/index.ts';
import { type Patience, type SettlingBucket, settledStudy } from './settled-study.ts';

export interface StartRunOptions {
  readonly bucket: StartingBucket & SettlingBucket;
  readonly runs: Runs;
  readonly patience: Patience;
}

export type StartRunAnswer =
  | { readonly state: 'Started' | 'AlreadyStarted'; readonly study: string; readonly run: string }
  | { readonly state: 'Ignored'; readonly reason: string };

/**
 * Starts one run of the study whose manifest was uploaded to `key`, once the upload is over. If the study changes between
 * this check and the start, waits again, so that the run is always of the study in the bucket.
 */
export async function startRun(key: string, options: StartRunOptions): Promise<StartRunAnswer> {
  const study = studyOfManifest(key);
  if (study === undefined) return { state: 'Ignored', reason: 'the object is not the manifest of a study' };
  if (await startsNothing(options.bucket, key))
    return { state: 'Ignored', reason: 'the manifest asks for no run' };
  for (;;) {
    const version = await settledStudy(options.bucket, study, options.patience);
    if (version === undefined) return { state: 'Ignored', reason: 'the manifest was deleted' };
    const start = await startVersion(version, options);
    if ('run' in start) return { state: start.state, study, run: start.run };
  }
}

/** The wildcard of an event pattern spans slashes, so `studies/a/b/study.json` arrives here too. */
function studyOfManifest(key: string): string | undefined {
  return /^studies\/([a-z0-9][a-z0-9-]{0,62})\/study\.json$/.exec(key)?.[1];
}

/** True for a manifest that starts no run, as after the withdrawal of a person. */
async function startsNothing(bucket: StartRunOptions['bucket'], key: string): Promise<boolean> {
  const { metadata = {} } = (await bucket.details(key)) ?? {};
  return Object.entries(startsNoRun).every(([name, value]) => metadata[name] === value);
}
