import { type ExecutionListItem, type ExecutionStatus, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { describeRun, type Runs } from '../run-state.ts';

/** A function works on for at most this long after its run has ended: the time limit of Lambda. */
const longestCallMs = 15 * 60_000;

/** States in which a run may end while functions work: stopped, out of time, or failed by one of many sub-domains. */
const endsAtWork = ['ABORTED', 'TIMED_OUT', 'FAILED'] as const satisfies ExecutionStatus[];

/**
 * Time by which every function of a run of the study that ended unpublished has certainly ended, ISO 8601. Until then it may
 * still write.
 *
 * @returns undefined if no run of the study ended so in the last 15 minutes
 */
export async function writesUntil(runs: Runs, study: string, now: Date): Promise<string | undefined> {
  const ends: number[] = [];
  for (const status of endsAtWork) {
    for await (const { name = '', stopDate } of executionsOf(runs, status)) {
      const endMs = (stopDate?.getTime() ?? 0) + longestCallMs;
      if (endMs <= now.getTime()) continue;
      if ((await describeRun(runs, name))?.study === study) ends.push(endMs);
    }
  }
  return ends.length === 0 ? undefined : new Date(Math.max(...ends)).toISOString();
}

/** All executions: the list is ordered by start, and the first to start may have ended last. */
async function* executionsOf(
  { client, stateMachineArn }: Runs,
  statusFilter: ExecutionStatus,
): AsyncGenerator<ExecutionListItem> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListExecutionsCommand({
        stateMachineArn,
        statusFilter,
        maxResults: 1000,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    yield* page.executions ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
