import { type ExecutionListItem, type ExecutionStatus, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { describeRun, type Runs } from '../run-state.ts';

/** The longest that a function goes on after its run has ended: the time limit of a Lambda. */
const longestCallMs = 15 * 60_000;

/** A run of these may end while functions work: somebody stops it, its time is over, or one of many sub-domains fails it. */
const endsAtWork = ['ABORTED', 'TIMED_OUT', 'FAILED'] as const satisfies ExecutionStatus[];

/**
 * When the last function has ended for sure of those that may still write for a run of the study that has ended unpublished;
 * ISO 8601.
 *
 * @returns undefined if no run of the study ended so in the last quarter of an hour
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

/** All of them: they are listed by when they began, and the one that began first may have ended last. */
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
