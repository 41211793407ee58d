import type { Bucket } from '../storage/index.ts';
import { type LatestRecord, soundLatest } from './latest-model.ts';
import { hasLeftNothing, latestOf, nameAfter } from './run-chain.ts';
import { describeRun, type RunState, type Runs, runningRuns } from './run-state.ts';
import { startClaimed, startExecution, stopReplaced } from './start-claimed.ts';
import {
  type ClaimBucket,
  confirmClaim,
  type FoundClaim,
  placeInOrder,
  readClaim,
  replacedBy,
  type StudyClaim,
  writeClaim,
} from './study-claim.ts';
import { runId, type StudyVersion, studyVersion, type VersionedBucket } from './study-version.ts';

export type StartingBucket = VersionedBucket & ClaimBucket & Pick<Bucket, 'name' | 'getJson' | 'getBytes'>;

export interface StartingWith {
  readonly bucket: StartingBucket;
  readonly runs: Runs;
  /** True if the run was requested, not caused by an upload: a failed or stopped run is then started again without changes. */
  readonly isAsked?: boolean;
}

/** Changed: the bucket has another version by now. Busy: a run of another version is running, which only an upload may stop. */
export type Start =
  | { readonly state: 'Started' | 'AlreadyStarted'; readonly run: string; readonly execution: string }
  | { readonly state: 'Busy'; readonly running: string }
  | { readonly state: 'Changed' };

/**
 * Starts one run of a version of a study, if the bucket still has that version, and stops other runs of the study. The name
 * of the run is a digest of the objects, and Step Functions accepts a name once: the same objects never start two runs,
 * however often their event arrives.
 */
export async function startVersion(version: StudyVersion, options: StartingWith): Promise<Start> {
  const { bucket, runs } = options;
  const { study } = version;
  const run = runId(version);
  for (;;) {
    const found = await readClaim(bucket, study);
    const latest = await latestOf(runs, run);
    const begun = found && (await claimedButNotStarted(found, run, runs));
    if (begun) return start(begun, study, options);
    if (latest && !(await isToStartAgain(latest, version, found?.value, options))) {
      if (!(await confirmClaim(bucket, study, latest, found))) continue;
      // A replaced run may have been started late by a call that then died. Its event is repeated and arrives here.
      if (found && isRunningFor(found, latest)) await stopReplaced(bucket, runs, study, found.value);
      return { state: 'AlreadyStarted', run, execution: latest.run };
    }

    const running = options.isAsked && (await otherRunning(found, run, runs));
    if (running) return { state: 'Busy', running };

    const execution = latest ? nameAfter(latest) : run;
    const published = await soundLatest(bucket, study);
    // The claim was read before, so that an upload after this check claims the study after us.
    const now = await studyVersion(bucket, study);
    if (!now || runId(now) !== run) return { state: 'Changed' };
    const uploadedAt = placeInOrder(version.uploadedAt, [found?.value.newestUploadAt, published?.uploadedAt]);
    const claim = {
      execution,
      run,
      uploadedAt,
      newestUploadAt: uploadedAt,
      replaces: found ? replacedBy(found, execution) : await unclaimed(runs, study),
    };
    if (await writeClaim(bucket, study, claim, found)) return start(claim, study, options);
  }
}

async function start(claim: StudyClaim, study: string, { bucket, runs }: StartingWith): Promise<Start> {
  const { execution, run, uploadedAt } = claim;
  const input = { bucket: bucket.name, study, run, uploadedAt };
  const isBegun = await startClaimed(bucket, runs, study, claim, () =>
    startExecution(runs, execution, input),
  );
  return { state: isBegun ? 'Started' : 'AlreadyStarted', run, execution };
}

function isRunningFor({ value: claim }: FoundClaim, { run, state }: RunState): boolean {
  return state === 'Running' && claim.execution === run;
}

/** A claim for this run whose caller died before the start; this call continues with it. */
async function claimedButNotStarted(
  { value: claim }: FoundClaim,
  run: string,
  runs: Runs,
): Promise<StudyClaim | undefined> {
  if (claim.run !== run) return undefined;
  return (await describeRun(runs, claim.execution)) ? undefined : claim;
}

/** The current run of the study, if it is running with other objects. */
async function otherRunning(
  found: FoundClaim | undefined,
  run: string,
  runs: Runs,
): Promise<string | undefined> {
  if (!found || found.value.run === run) return undefined;
  const current = await describeRun(runs, found.value.execution);
  return current?.state === 'Running' ? current.run : undefined;
}

/** Runs from before studies were claimed, or whose claim `keepRunsDays` has deleted. */
async function unclaimed(runs: Runs, study: string): Promise<string[]> {
  return (await runningRuns(runs)).filter((run) => run.study === study).map(({ run }) => run);
}

/**
 * True if the run of the same objects must be started again under its next name: it was replaced by another upload and this
 * upload restores its version, or it ended without the result that a new upload needs.
 */
export async function isToStartAgain(
  latest: RunState,
  version: Pick<StudyVersion, 'study' | 'uploadedAt'>,
  claim: Pick<StudyClaim, 'run'> | undefined,
  { bucket, isAsked = false }: Pick<StartingWith, 'isAsked'> & { readonly bucket: LookedAt },
): Promise<boolean> {
  const { state, goesOnWith: run = latest.run } = latest;
  const wasReplaced = claim !== undefined && claim.run !== run;
  if (wasReplaced) return true;
  if (state === 'Running') return false;
  const isNewUpload = version.uploadedAt > (latest.uploadedAt ?? latest.startedAt);
  const isWanted = isAsked || isNewUpload;
  if (state === 'Cancelled' || state === 'Superseded') return isWanted;
  if (await hasLeftNothing(bucket, latest)) return true;
  if (state === 'Rejected') return false;
  if (state === 'Failed') return isWanted;
  return isWanted && isOlder(await soundLatest(bucket, version.study), run, version.uploadedAt);
}

type LookedAt = Pick<Bucket, 'list' | 'getJson' | 'getBytes'>;

/** True if predictions use the model of another, earlier upload. */
function isOlder(published: LatestRecord | undefined, run: string, uploadedAt: string): boolean {
  return published?.run !== run && (published?.uploadedAt ?? '') <= uploadedAt;
}
