import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { FaultError } from '../../base/faults/index.ts';
import type { Bucket } from '../storage/index.ts';
import { hasLeftNothing, nameAfter } from './run-chain.ts';
import {
  describeRun,
  executionArnOf,
  type RunState,
  type RunStateName,
  type Runs,
  runningRuns,
  runOfObjects,
} from './run-state.ts';
import { startClaimed, startExecution } from './start-claimed.ts';
import { type ClaimBucket, readClaim, replacedBy, type StudyClaim, writeClaim } from './study-claim.ts';

export interface RedriveIn {
  readonly bucket: ClaimBucket & Pick<Bucket, 'name' | 'list'>;
  readonly runs: Runs;
}

/** Reason why a run in a state cannot be redriven; undefined if it can. */
export const whyNotRedriven: Readonly<Record<RunStateName, string | undefined>> = {
  Running: 'is still running',
  Published: 'has published its model: there is nothing to continue',
  Rejected: 'was rejected: correct the study as its report says, and upload it again',
  Failed: undefined,
  Cancelled: undefined,
  Superseded: undefined,
};

/**
 * Continues a run that failed or was stopped, and returns the name under which it continues. Usually Step Functions redrives
 * the run under its own name, from the state that failed. In four cases a new run continues with the same objects: too few
 * models arrived (a redrive would only count them again), an object is damaged (it would only be read again), the run ended
 * more than 14 days ago, or nothing of it is left. The new run keeps finished work, prepares damaged objects again and trains
 * missing models. The same holds with `isNewCode`, since a redrive calls the versions of the functions that were deployed
 * when the run started. Its place in the order of uploads stays that of its upload.
 *
 * @throws FaultError STUDY_RUNNING while another run of the study is running
 */
export async function redriveRun(
  { bucket, runs }: RedriveIn,
  ended: RunState,
  { isNewCode = false }: { readonly isNewCode?: boolean } = {},
): Promise<string> {
  const { study } = ended;
  if (study === undefined) throw new Error(`run ${ended.run} names no study`);
  const canGoOn = !isNewCode && !needsAllStates.has(ended.error ?? '');
  const isPossible = canGoOn && !(await hasLeftNothing(bucket, ended));
  const redriven = isPossible ? await goOn({ bucket, runs }, ended, study, ended.run) : undefined;
  const name = nameAfter(ended);
  return redriven ?? (await goOn({ bucket, runs }, ended, study, name)) ?? name;
}

/** Errors whose cause is in an earlier state. The last one hides the errors of a Distributed Map's items. */
const needsAllStates = new Set([
  'QuorumMissed',
  'PreparedDamaged',
  'ModelDamaged',
  'States.ExceedToleratedFailureThreshold',
]);

/** @returns the execution that continues; undefined if this one can no longer be redriven */
async function goOn(
  { bucket, runs }: RedriveIn,
  ended: RunState,
  study: string,
  execution: string,
): Promise<string | undefined> {
  const run = runOfObjects(ended);
  for (;;) {
    const found = await readClaim(bucket, study);
    const other = found ? await currentRun(found.value, runs) : await unclaimedRun(study, runs);
    if (other && other.run !== run) throw studyRunning(study, ended.run, other);
    // Another caller has claimed the study to continue the same run. If they have not started it yet, start it here.
    const isByOthers = other !== undefined && other.execution !== execution;
    if (isByOthers && other.isStarted) return other.execution;
    if (isByOthers && found) {
      const { uploadedAt } = found.value;
      const input = { bucket: bucket.name, study, run, uploadedAt };
      const begin = () => startExecution(runs, other.execution, input);
      await startClaimed(bucket, runs, study, found.value, begin);
      return other.execution;
    }
    const uploadedAt = ended.uploadedAt ?? ended.startedAt;
    const claim = {
      execution,
      run,
      uploadedAt,
      newestUploadAt: found?.value.newestUploadAt ?? uploadedAt,
      replaces: replacedBy(found, execution),
    };
    if (!(await writeClaim(bucket, study, claim, found))) continue;
    const isOwnName = execution === ended.run;
    const input = { bucket: bucket.name, study, run, uploadedAt };
    const begin = () => (isOwnName ? isRedriven(runs, execution) : startExecution(runs, execution, input));
    const isBegun = await startClaimed(bucket, runs, study, claim, begin);
    return isBegun || !isOwnName ? execution : undefined;
  }
}

interface CurrentRun {
  readonly execution: string;
  readonly run: string;
  /** False between the claim and the start of the run. */
  readonly isStarted: boolean;
}

/** The run for which a study is claimed; undefined if it has ended. */
async function currentRun({ execution, run }: StudyClaim, runs: Runs): Promise<CurrentRun | undefined> {
  const described = await describeRun(runs, execution);
  const isStarted = described !== undefined;
  return isStarted && described.state !== 'Running' ? undefined : { execution, run, isStarted };
}

async function unclaimedRun(study: string, runs: Runs): Promise<CurrentRun | undefined> {
  const running = (await runningRuns(runs)).find((other) => other.study === study);
  return running && { execution: running.run, run: runOfObjects(running), isStarted: true };
}

async function isRedriven(runs: Runs, run: string): Promise<boolean> {
  try {
    await runs.client.send(new RedriveExecutionCommand({ executionArn: executionArnOf(runs, run) }));
    return true;
  } catch (error) {
    if ((error as Error).name !== 'ExecutionNotRedrivable') throw error;
    // Another caller may have redriven it first.
    return (await describeRun(runs, run))?.state === 'Running';
  }
}

function studyRunning(study: string, run: string, { execution, isStarted }: CurrentRun): FaultError {
  return new FaultError([
    {
      code: 'STUDY_RUNNING',
      what: 'Another run of the study is running, and a study has one run at a time.',
      where: {},
      found: `run ${execution} of ${study}, ${isStarted ? 'running' : 'about to start'}`,
      expected: `no running run of ${study}`,
      fix: isStarted
        ? `Wait until ${execution} has ended, or stop it ("sarcomere cancel ${execution}", or DELETE /v1/runs/${execution}), then redrive ${run}.`
        : `Wait until ${execution} has started and ended. If it does not start within an hour, upload the study again to start it.`,
    },
  ]);
}
