import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Bucket } from '../../layers/storage/bucket.ts';
import type { Runs } from '../../layers/storage/run-state.ts';
import { runId } from '../../layers/storage/study-version.ts';
import { type Patience, settledStudy } from './settled-study.ts';

export interface StartRunOptions {
  readonly bucket: Pick<Bucket, 'name' | 'head' | 'getText' | 'list'>;
  readonly runs: Runs;
  readonly patience: Patience;
}

export type StartRunAnswer =
  | { readonly state: 'Started' | 'AlreadyStarted'; readonly study: string; readonly run: string }
  | { readonly state: 'Ignored'; readonly reason: string };

/**
 * Starts one run over the study whose manifest was uploaded to `key`. The run's name is a digest of what the
 * bucket holds, and Step Functions accepts a name once, so the same objects never start two runs.
 */
export async function startRun(key: string, options: StartRunOptions): Promise<StartRunAnswer> {
  const study = studyOfManifest(key);
  if (study === undefined) return { state: 'Ignored', reason: 'not the manifest of a study' };
  const version = await settledStudy(options.bucket, study, options.patience);
  if (version === undefined) return { state: 'Ignored', reason: 'the manifest is gone' };

  const run = runId(version);
  try {
    await options.runs.client.send(
      new StartExecutionCommand({
        stateMachineArn: options.runs.stateMachineArn,
        name: run,
        input: JSON.stringify({ bucket: options.bucket.name, study, run }),
      }),
    );
    return { state: 'Started', study, run };
  } catch (error) {
    if ((error as Error).name === 'ExecutionAlreadyExists') return { state: 'AlreadyStarted', study, run };
    throw error;
  }
}

/** The wildcard of an event pattern spans slashes, so `studies/a/b/study.json` arrives here too. */
function studyOfManifest(key: string): string | undefined {
  return /^studies\/([a-z0-9][a-z0-9-]{0,62})\/study\.json$/.exec(key)?.[1];
}
