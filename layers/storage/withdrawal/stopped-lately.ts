import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { describeRun, type Runs } from '../run-state.ts';

/** The longest that a function goes on after its run was stopped: the time limit of a Lambda. */
const longestCallMs = 15 * 60_000;

/**
 * When the last function has ended for sure of those that may still write for a run of the study that was stopped; ISO 8601.
 *
 * @returns undefined if no run of the study was stopped in the last quarter of an hour
 */
export async function writesUntil(runs: Runs, study: string, now: Date): Promise<string | undefined> {
  const { executions = [] } = await runs.client.send(
    new ListExecutionsCommand({ stateMachineArn: runs.stateMachineArn, statusFilter: 'ABORTED' }),
  );
  const ends: number[] = [];
  for (const { name = '', stopDate } of executions) {
    const endMs = (stopDate?.getTime() ?? 0) + longestCallMs;
    if (endMs <= now.getTime()) continue;
    if ((await describeRun(runs, name))?.study === study) ends.push(endMs);
  }
  return ends.length === 0 ? undefined : new Date(Math.max(...ends)).toISOString();
}
