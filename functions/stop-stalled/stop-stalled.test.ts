import { describe, expect, it } from 'vitest';
import type { Runs } from '../../layers/run/records/index.ts';
import type { ObjectEntry } from '../../layers/run/storage/index.ts';
import { stalledAfterHours, stopStalled } from './stop-stalled.ts';

const now = new Date('2026-03-02T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

/** Step Functions with running executions, each in a page of its own, and the calls that stop them. */
function runsWith(started: Readonly<Record<string, Date>>, redriven: Readonly<Record<string, Date>> = {}) {
  const names = Object.keys(started);
  const stopped: Record<string, unknown>[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const { input } = command;
    switch (command.constructor.name) {
      case 'ListExecutionsCommand': {
        const at = Number(input.nextToken ?? 0);
        const next = at + 1 < names.length ? { nextToken: String(at + 1) } : {};
        const executions = names.slice(at, at + 1).map((name) => ({ executionArn: `arn:…:${name}` }));
        return { executions, ...next };
      }
      case 'DescribeExecutionCommand': {
        const name = String(input.executionArn).split(':').at(-1)!;
        const redriveDate = redriven[name];
        const pointer = { study: 'knee', run: name.replace(/-again-\d+$/, '') };
        return {
          name,
          status: 'RUNNING',
          startDate: started[name],
          redriveDate,
          input: JSON.stringify(pointer),
        };
      }
      default:
        stopped.push(input);
        return {};
    }
  };
  const runs: Runs = {
    client: { send: send as never },
    stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:m',
  };
  return { runs, stopped };
}

function bucketWith(written: Readonly<Record<string, Date>>) {
  return {
    list: async (prefix: string): Promise<ObjectEntry[]> =>
      Object.entries(written)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, lastModified]) => ({ key, size: 1, etag: 'e', lastModified })),
  };
}

describe('the watchdog', () => {
  it('stops a run that has written nothing for hours, and says so in its cause', async () => {
    const { runs, stopped } = runsWith({ rold: hoursAgo(20), rnew: hoursAgo(20) });
    const bucket = bucketWith({
      'runs/knee/rold/local/a/progress.json': hoursAgo(stalledAfterHours + 1),
      'runs/knee/rnew/local/a/progress.json': hoursAgo(0.1),
    });
    const answer = await stopStalled({ bucket, runs, now: () => now });
    expect(answer).toEqual({ running: 2, stopped: ['rold'] });
    expect(stopped).toEqual([
      {
        executionArn: 'arn:aws:states:eu-west-1:1:execution:m:rold',
        error: 'RunStalled',
        cause: `Nothing was written for ${stalledAfterHours + 1} hours.`,
      },
    ]);
  });

  it('leaves alone what has just begun and has written nothing yet', async () => {
    const { runs } = runsWith({ r1: hoursAgo(1) });
    expect(await stopStalled({ bucket: bucketWith({}), runs, now: () => now })).toMatchObject({
      stopped: [],
    });
  });

  it('leaves alone what was redriven a moment ago, long after its last sign of life', async () => {
    const { runs } = runsWith({ r1: hoursAgo(20) }, { r1: hoursAgo(0.2) });
    const bucket = bucketWith({ 'runs/knee/r1/local/a/progress.json': hoursAgo(19) });
    expect(await stopStalled({ bucket, runs, now: () => now })).toMatchObject({ stopped: [] });
  });

  it('looks at the objects of the run that another goes on with', async () => {
    const { runs } = runsWith({ 'r1-again-1': hoursAgo(20) });
    const bucket = bucketWith({ 'runs/knee/r1/local/a/progress.json': hoursAgo(0.1) });
    expect(await stopStalled({ bucket, runs, now: () => now })).toMatchObject({ stopped: [] });
  });

  it('counts the global model as a sign of life', async () => {
    const { runs } = runsWith({ r1: hoursAgo(20) });
    const bucket = bucketWith({ 'models/knee/r1/model.json': hoursAgo(0.5) });
    expect(await stopStalled({ bucket, runs, now: () => now })).toMatchObject({ stopped: [] });
  });
});
