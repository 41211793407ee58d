import { describe, expect, it } from 'vitest';
import { executionArnOf } from '../run-state.ts';
import { MemoryStepFunctions } from '../step-functions.testing.ts';
import { writesUntil } from './writes-until.ts';

const now = new Date('2026-03-02T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** Runs of the study `knee`, and of another one, of which some have ended. */
function runsThat(...ends: readonly { status: string; stopDate: Date; study?: string }[]) {
  const runs = new MemoryStepFunctions(() => ago(60));
  for (const [at, { study = 'knee', ...end }] of ends.entries()) {
    const input = JSON.stringify({ study, run: `r${at}` });
    const executionArn = executionArnOf(runs, `r${at}`);
    const execution = { name: `r${at}`, executionArn, input, startDate: ago(60), ...end };
    runs.executions.set(execution.name, execution as never);
  }
  return runs;
}

describe('until when a run that has ended may write', () => {
  it.each(['ABORTED', 'TIMED_OUT', 'FAILED'])(
    'is a quarter of an hour after one that ended as %s',
    async (status) => {
      const runs = runsThat({ status, stopDate: ago(10) });
      expect(await writesUntil(runs, 'knee', now)).toBe('2026-03-02T12:05:00.000Z');
    },
  );

  it('is undefined for published runs, for runs of other studies, and for runs that ended long ago', async () => {
    const runs = runsThat(
      { status: 'SUCCEEDED', stopDate: ago(1) },
      { status: 'FAILED', stopDate: ago(1), study: 'elbow' },
      { status: 'FAILED', stopDate: ago(15) },
    );
    expect(await writesUntil(runs, 'knee', now)).toBeUndefined();
  });

  it('is looked for in every page of the list', async () => {
    const runs = runsThat({ status: 'ABORTED', stopDate: ago(30) }, { status: 'ABORTED', stopDate: ago(2) });
    const { client } = runs;
    const pages = async (command: { input: { nextToken?: string; statusFilter?: string } }) => {
      const answer = (await client.send(command as never)) as { executions?: { name: string }[] };
      if (!answer.executions) return answer;
      const at = Number(command.input.nextToken ?? 0);
      const sorted = answer.executions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const nextToken = at + 1 < sorted.length ? { nextToken: String(at + 1) } : {};
      return { executions: sorted.slice(at, at + 1), ...nextToken };
    };
    const paged = { stateMachineArn: runs.stateMachineArn, client: { send: pages as never } };
    expect(await writesUntil(paged, 'knee', now)).toBe('2026-03-02T12:13:00.000Z');
  });
});
