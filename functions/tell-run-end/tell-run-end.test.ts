import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellRunEnd } from './tell-run-end.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
const topics = { runsTopicArn: 'arn:runs', alarmsTopicArn: 'arn:alarms' };

interface Published {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/** Tells the end of a run that Step Functions describes so; answers what was published. */
async function toldOf(execution: object): Promise<Published[]> {
  const published: Published[] = [];
  const notices = { send: (async ({ input }: { input: Published }) => void published.push(input)) as never };
  const described = {
    name: 'r1',
    startDate: new Date('2026-03-02T12:00:00Z'),
    stopDate: new Date('2026-03-02T12:30:00Z'),
    input: JSON.stringify({ bucket: 'b', study: 'knee-two-sites', run: 'r1' }),
    ...execution,
  };
  const runs = { client: { send: (async () => described) as never }, stateMachineArn };
  await tellRunEnd('r1', { runs, notices, ...topics });
  return published;
}

describe('the notice of a run that has ended', () => {
  it('says of a published one where its report is', async () => {
    const [notice] = await toldOf({ status: 'SUCCEEDED' });
    expect(notice!.TopicArn).toBe('arn:runs');
    expect(notice!.Subject).toBe('Sarcomere: knee-two-sites Published');
    expect(notice!.Message).toMatch(/Run {6}r1\n/);
    expect(notice!.Message).toContain('sarcomere -- report knee-two-sites');
  });

  it('says of a rejected one which faults there are, and where they are listed', async () => {
    const cause = 'The study has 2 faults: COLUMN_MISSING x 2. See runs/knee-two-sites/r1/study-report.json';
    const [notice] = await toldOf({ status: 'FAILED', error: 'StudyRejected', cause });
    expect(notice!.TopicArn).toBe('arn:runs');
    expect(notice!.Message).toContain('COLUMN_MISSING x 2');
    expect(notice!.Message).toContain('sarcomere -- status r1');
  });

  it.each([
    ['failed', { status: 'FAILED', error: 'QuorumMissed', cause: 'ana/1.csv is damaged' }, 'QuorumMissed'],
    ['took too long', { status: 'TIMED_OUT' }, 'error unknown'],
    ['was stopped', { status: 'ABORTED', error: 'RunStalled' }, 'RunStalled'],
  ])(
    'goes to the alarms where a run %s, without the cause, which may name a file',
    async (_, ended, error) => {
      const [notice] = await toldOf(ended);
      expect(notice!.TopicArn).toBe('arn:alarms');
      expect(notice!.Message).toContain(error);
      expect(notice!.Message).toContain('sarcomere -- redrive r1');
      expect(notice!.Message).not.toContain('ana');
    },
  );

  it('says of one that ended after the run of a newer upload whose model answers', async () => {
    const output = JSON.stringify({ state: 'Published', model: 'models/knee-two-sites/r1/', newer: 'r2' });
    const [notice] = await toldOf({ name: 'r1-again-1', status: 'SUCCEEDED', output });
    expect(notice!.TopicArn).toBe('arn:runs');
    expect(notice!.Message).toContain('the model of run r2, a newer upload');
    expect(notice!.Message).toContain('sarcomere -- report knee-two-sites --run r1\n');
    expect(notice!.Message).not.toContain('Predictions now use the new model');
  });

  it.each(['Cancelled', 'Superseded'])('is not sent where somebody wanted the end: %s', async (error) => {
    expect(await toldOf({ status: 'ABORTED', error, cause: 'Run r2 replaced it.' })).toEqual([]);
  });

  it('is sent once', async () => {
    expect(await toldOf({ status: 'SUCCEEDED' })).toHaveLength(1);
  });

  it.each(['RUNNING', 'PENDING_REDRIVE'])('waits for a description that says so: %s', async (status) => {
    await expect(toldOf({ status })).rejects.toThrow('Step Functions still describes r1 as running');
  });

  it('has a subject that SNS takes, whatever the run was started with', async () => {
    const inputs = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ study: fc.string({ unit: 'binary', maxLength: 300 }) })
        .map((input) => JSON.stringify(input)),
    );
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const [notice] = await toldOf({ status: 'SUCCEEDED', input });
        // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
        expect(notice!.Subject).toMatch(/^[A-Za-z0-9!-/:-@[-`{-~][ -~]{0,99}$/);
      }),
    );
  });
});
