import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { plainCause } from './failure-cause.ts';

/** A run in the words of Sarcomere. */
export interface RunState {
  readonly run: string;
  readonly study?: string;
  /** Rejected: the study is at fault. Failed: we are. */
  readonly state: 'Running' | 'Published' | 'Rejected' | 'Failed';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When it was last redriven: set off again where it had failed. */
  readonly redrivenAt?: string;
  readonly endedAt?: string;
  /** Why it was rejected or failed. */
  readonly reason?: string;
}

/** The state machine whose executions are the runs. */
export interface Runs {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** One run; undefined where there is none of that name. */
export async function describeRun(
  { client, stateMachineArn }: Runs,
  run: string,
): Promise<RunState | undefined> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
  return describe(client, executionArn);
}

/** A page of runs, the latest first. */
export async function listRuns(
  { client, stateMachineArn }: Runs,
  { limit = 50, next }: { readonly limit?: number; readonly next?: string | undefined } = {},
): Promise<{ runs: RunState[]; next?: string }> {
  const answer = await client.send(
    new ListExecutionsCommand({
      stateMachineArn,
      maxResults: limit,
      ...(next === undefined ? {} : { nextToken: next }),
    }),
  );
  // The list says neither study nor error, so each execution is asked for.
  const runs = await Promise.all(
    (answer.executions ?? []).map(({ executionArn }) => describe(client, executionArn ?? '')),
  );
  return {
    runs: runs.filter((run) => run !== undefined),
    ...(answer.nextToken === undefined ? {} : { next: answer.nextToken }),
  };
}

async function describe(client: Runs['client'], executionArn: string): Promise<RunState | undefined> {
  try {
    return runOf(await client.send(new DescribeExecutionCommand({ executionArn })));
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}

function runOf(execution: DescribeExecutionOutput): RunState {
  const study = studyOf(execution.input);
  const reason = execution.cause ? plainCause(execution.cause) : execution.error;
  const state = stateOf(execution);
  return {
    run: execution.name ?? '',
    ...(study === undefined ? {} : { study }),
    state,
    startedAt: (execution.startDate ?? new Date(0)).toISOString(),
    ...(execution.redriveDate === undefined ? {} : { redrivenAt: execution.redriveDate.toISOString() }),
    ...(execution.stopDate === undefined ? {} : { endedAt: execution.stopDate.toISOString() }),
    ...(reason === undefined || state === 'Running' ? {} : { reason: reason.slice(0, 2000) }),
  };
}

function stateOf({ status, error }: DescribeExecutionOutput): RunState['state'] {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'Running';
  if (status === 'SUCCEEDED') return 'Published';
  return error === 'StudyRejected' ? 'Rejected' : 'Failed';
}

function studyOf(input: string | undefined): string | undefined {
  try {
    const { study } = JSON.parse(input ?? '{}') as { study?: unknown };
    return typeof study === 'string' ? study : undefined;
  } catch {
    return undefined;
  }
}
