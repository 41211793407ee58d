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
  /** The run that it goes on with, where it is not that run itself: the objects of both lie below this name. */
  readonly goesOnWith?: string;
  readonly study?: string;
  /** Rejected: the study is at fault. Failed: we are. */
  readonly state: 'Running' | 'Published' | 'Rejected' | 'Failed';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When it was last redriven: set off again where it had failed. */
  readonly redrivenAt?: string;
  readonly endedAt?: string;
  /** Name of the error by which it was rejected or failed. */
  readonly error?: string;
  /** Why it was rejected or failed. */
  readonly reason?: string;
}

/** The state machine whose executions are the runs. */
export interface Runs {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** The run below whose name the objects of a run lie. */
export function runOfObjects({ run, goesOnWith = run }: RunState): string {
  return goesOnWith;
}

export function executionArnOf({ stateMachineArn }: Runs, run: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
}

/** One run; undefined where there is none of that name. */
export async function describeRun(runs: Runs, run: string): Promise<RunState | undefined> {
  return describe(runs.client, executionArnOf(runs, run));
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

/** All runs that have not ended. */
export async function runningRuns({ client, stateMachineArn }: Runs): Promise<RunState[]> {
  const running: RunState[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListExecutionsCommand({
        stateMachineArn,
        statusFilter: 'RUNNING',
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const { executionArn = '' } of page.executions ?? []) {
      const run = await describe(client, executionArn);
      if (run?.state === 'Running') running.push(run);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return running;
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
  const { name = '', error } = execution;
  const { study, run: goesOnWith = name } = pointerOf(execution.input);
  const reason = execution.cause ? plainCause(execution.cause) : error;
  const state = stateOf(execution);
  const isOver = state !== 'Running';
  return {
    run: name,
    ...(goesOnWith === name ? {} : { goesOnWith }),
    ...(study === undefined ? {} : { study }),
    state,
    startedAt: (execution.startDate ?? new Date(0)).toISOString(),
    ...(execution.redriveDate === undefined ? {} : { redrivenAt: execution.redriveDate.toISOString() }),
    ...(execution.stopDate === undefined ? {} : { endedAt: execution.stopDate.toISOString() }),
    ...(error !== undefined && isOver ? { error } : {}),
    ...(reason !== undefined && isOver ? { reason: reason.slice(0, 2000) } : {}),
  };
}

function stateOf({ status, error }: DescribeExecutionOutput): RunState['state'] {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'Running';
  if (status === 'SUCCEEDED') return 'Published';
  return error === 'StudyRejected' ? 'Rejected' : 'Failed';
}

function pointerOf(input: string | undefined): { study?: string; run?: string } {
  try {
    const { study, run } = JSON.parse(input ?? '{}') as { study?: unknown; run?: unknown };
    return { ...(typeof study === 'string' ? { study } : {}), ...(typeof run === 'string' ? { run } : {}) };
  } catch {
    return {};
  }
}
