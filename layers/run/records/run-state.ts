import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { plainCause } from '../storage/index.ts';

/** State of a run, from its execution in Step Functions. */
export interface RunState {
  readonly run: string;
  /** The earlier run that this run continues; the objects of both are below the name of that run. */
  readonly goesOnWith?: string;
  readonly study?: string;
  readonly state: RunStateName;
  /** Upload time of the study, ISO 8601, UTC; absent from runs started before it was recorded. */
  readonly uploadedAt?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** When the run was last redriven: continued from the state that had failed. */
  readonly redrivenAt?: string;
  readonly endedAt?: string;
  /** Name of the error that ended the run. */
  readonly error?: string;
  /** Why the run was not published. */
  readonly reason?: string;
  /** For a published run: the run of a newer upload that was published before; predictions use the model of that run. */
  readonly newer?: string;
}

/**
 * Rejected: the study has faults. Failed: an error on our side. Cancelled: somebody stopped it. Superseded: a newer upload of
 * the study, or a redrive, replaced it.
 */
export type RunStateName = (typeof runStates)[number];

export const runStates = ['Running', 'Published', 'Rejected', 'Failed', 'Cancelled', 'Superseded'] as const;

/** Error with which `StopExecution` ends a run, and also the state of the run afterwards. */
export type StopError = 'Cancelled' | 'Superseded';

/** The state machine whose executions are the runs. */
export interface Runs {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** Name of the run below which the objects of a run are stored. */
export function runOfObjects({ run, goesOnWith = run }: RunState): string {
  return goesOnWith;
}

export function executionArnOf({ stateMachineArn }: Runs, run: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
}

/** One run by name; undefined if there is none. */
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
  // The list has neither study nor error, so each execution is described.
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
  const { study, run: goesOnWith = name, uploadedAt } = pointerOf(execution.input);
  const { newer } = textsOf(execution.output, ['newer']);
  const reason = execution.cause ? plainCause(execution.cause) : error;
  const state = stateOf(execution);
  const isOver = state !== 'Running';
  return {
    run: name,
    ...(goesOnWith === name ? {} : { goesOnWith }),
    ...(study === undefined ? {} : { study }),
    state,
    ...(uploadedAt === undefined ? {} : { uploadedAt }),
    startedAt: (execution.startDate ?? new Date(0)).toISOString(),
    ...(execution.redriveDate === undefined ? {} : { redrivenAt: execution.redriveDate.toISOString() }),
    ...(execution.stopDate === undefined ? {} : { endedAt: execution.stopDate.toISOString() }),
    ...(error !== undefined && isOver ? { error } : {}),
    ...(reason !== undefined && isOver ? { reason: reason.slice(0, 2000) } : {}),
    ...(newer === undefined ? {} : { newer }),
  };
}

function stateOf({ status, error }: DescribeExecutionOutput): RunState['state'] {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'Running';
  if (status === 'SUCCEEDED') return 'Published';
  if (error === 'StudyRejected') return 'Rejected';
  const isStopped = status === 'ABORTED' && (error === 'Cancelled' || error === 'Superseded');
  return isStopped ? error : 'Failed';
}

function pointerOf(input: string | undefined): { study?: string; run?: string; uploadedAt?: string } {
  return textsOf(input, ['study', 'run', 'uploadedAt']);
}

/** The fields of a JSON object that are strings. */
function textsOf<Name extends string>(
  json: string | undefined,
  names: readonly Name[],
): { [name in Name]?: string } {
  try {
    const object = JSON.parse(json ?? '{}') as Readonly<Record<string, unknown>>;
    const texts = names
      .filter((name) => typeof object[name] === 'string')
      .map((name) => [name, object[name]]);
    return Object.fromEntries(texts) as { [name in Name]?: string };
  } catch {
    return {};
  }
}
