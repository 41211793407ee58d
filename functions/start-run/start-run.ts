import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { hasLeftNothing, latestOf, nameAfter } from '../../layers/storage/run-chain.ts';
import type { RunPointer } from '../../layers/storage/run-objects.ts';
import type { Runs } from '../../layers/storage/run-state.ts';
import { runId } from '../../layers/storage/study-version.ts';
import { startsNoRun } from '../../layers/storage/withdrawal/withdraw-subject.ts';
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
 * bucket holds, and Step Functions accepts a name once, so the same objects never start two runs; unless the study was
 * deleted in between, with all that its run had left.
 */
export async function startRun(key: string, options: StartRunOptions): Promise<StartRunAnswer> {
  const study = studyOfManifest(key);
  if (study === undefined) return { state: 'Ignored', reason: 'not the manifest of a study' };
  const { bucket, runs } = options;
  if (await startsNothing(bucket, key)) return { state: 'Ignored', reason: 'the manifest asks for no run' };
  const version = await settledStudy(bucket, study, options.patience);
  if (version === undefined) return { state: 'Ignored', reason: 'the manifest is gone' };

  const run = runId(version);
  const start = (name: string) => startsFirst(runs, name, { bucket: bucket.name, study, run });
  if (await start(run)) return { state: 'Started', study, run };
  const latest = await latestOf(runs, run);
  const isAnew = latest && (await hasLeftNothing(bucket, latest)) && (await start(nameAfter(latest)));
  return { state: isAnew ? 'Started' : 'AlreadyStarted', study, run };
}

/** A manifest from which a person was withdrawn may lie in the bucket without a run of it. */
async function startsNothing(bucket: StartRunOptions['bucket'], key: string): Promise<boolean> {
  const { metadata = {} } = (await bucket.head(key)) ?? {};
  return Object.entries(startsNoRun).every(([name, value]) => metadata[name] === value);
}

/** @returns false where an execution has that name already */
async function startsFirst(
  { client, stateMachineArn }: Runs,
  name: string,
  input: RunPointer,
): Promise<boolean> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ExecutionAlreadyExists') return false;
    throw error;
  }
}

/** The wildcard of an event pattern spans slashes, so `studies/a/b/study.json` arrives here too. */
function studyOfManifest(key: string): string | undefined {
  return /^studies\/([a-z0-9][a-z0-9-]{0,62})\/study\.json$/.exec(key)?.[1];
}
