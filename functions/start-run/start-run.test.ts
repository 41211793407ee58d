import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { namedFiles, runId } from '../../layers/storage/study-version.ts';
import { type StartRunOptions, startRun } from './start-run.ts';

const manifest = JSON.stringify({
  recordings: [{ file: 'b.csv' }, { file: 'a.csv' }, { files: { emg: 'c.csv', ik: 'd.mot' } }],
});

describe('namedFiles', () => {
  it('names each file once, whether a recording has one or several', () => {
    expect(namedFiles(manifest)).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.mot']);
    expect(namedFiles('{"recordings":[{"file":"a.csv"},{"file":"a.csv"}]}')).toEqual(['a.csv']);
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '7',
    '{"recordings":7}',
    '{"recordings":[null,7,{"file":7,"files":"x"}]}',
  ])('takes the manifest %j for one that names no file that could be waited for', (text) => {
    expect(namedFiles(text).filter((name) => name.length > 1)).toEqual([]);
  });
});

describe('runId', () => {
  const version = {
    study: 'knee',
    manifestEtag: 'm',
    etags: new Map([
      ['a.csv', '1'],
      ['b.csv', '2'],
    ]),
  };

  it('is the same for the same objects in any order', () => {
    const reversed = new Map([...version.etags].reverse());
    expect(runId({ ...version, etags: reversed })).toBe(runId(version));
    expect(runId(version)).toMatch(/^r[0-9a-f]{20}$/);
  });

  it('differs when the study, the manifest, a file or the presence of a file differs', () => {
    const others = [
      { ...version, study: 'copy-of-knee' },
      { ...version, manifestEtag: 'n' },
      {
        ...version,
        etags: new Map([
          ['a.csv', '1'],
          ['b.csv', '3'],
        ]),
      },
      {
        ...version,
        etags: new Map([
          ['a.csv', '1'],
          ['b.csv', undefined],
        ]),
      },
    ];
    expect(new Set([version, ...others].map(runId)).size).toBe(5);
  });
});

describe('startRun', () => {
  it('starts a run named by the content of the bucket', async () => {
    const world = fakeWorld({
      'study.json': manifest,
      'a.csv': '1',
      'b.csv': '2',
      'c.csv': '3',
      'd.mot': '4',
    });
    const answer = await startRun('studies/knee/study.json', world.options);
    expect(answer).toEqual({ state: 'Started', study: 'knee', run: world.started[0]?.name });
    expect(JSON.parse(world.started[0]?.input ?? '')).toEqual({
      bucket: 'bucket',
      study: 'knee',
      run: world.started[0]?.name,
    });
    expect(world.waitedMs()).toBe(0);
  });

  it('starts the same objects once, however often the event comes', async () => {
    const world = fakeWorld({ 'study.json': '{}' });
    const first = await startRun('studies/knee/study.json', world.options);
    const second = await startRun('studies/knee/study.json', world.options);
    expect([first.state, second.state]).toEqual(['Started', 'AlreadyStarted']);
    expect(world.started).toHaveLength(1);
  });

  it.each([
    ['SUCCEEDED', undefined, 'models/knee/RUN/MANIFEST.sha256'],
    ['FAILED', 'StudyRejected', 'runs/knee/RUN/prepared/study-report.json'],
    ['FAILED', 'States.Timeout', 'runs/knee/RUN/prepared/problem.json'],
    ['ABORTED', 'RunStalled', 'runs/knee/RUN/prepared/problem.json'],
  ])(
    'starts the same objects anew where their run ended as %s and the study was deleted since',
    async (status, error, left) => {
      const world = fakeWorld({ 'study.json': '{}' });
      const { run } = (await startRun('studies/knee/study.json', world.options)) as { run: string };
      world.end(run, status, error);
      world.objects.set(left.replace('RUN', run), 'there');
      expect(await startRun('studies/knee/study.json', world.options)).toMatchObject({
        state: 'AlreadyStarted',
      });

      world.objects.delete(left.replace('RUN', run));
      expect(await startRun('studies/knee/study.json', world.options)).toEqual({
        state: 'Started',
        study: 'knee',
        run,
      });
      expect(await startRun('studies/knee/study.json', world.options)).toMatchObject({
        state: 'AlreadyStarted',
      });
      expect(world.started.map(({ name }) => name)).toEqual([run, `${run}-again-1`]);
      expect(world.started[1]!.input).toBe(world.started[0]!.input);
    },
  );

  it('starts another run when participants.tsv, which no manifest names, is new', async () => {
    const world = fakeWorld({ 'study.json': '{}' });
    await startRun('studies/knee/study.json', world.options);
    world.objects.set('studies/knee/participants.tsv', 'subject');
    await startRun('studies/knee/study.json', world.options);
    expect(world.started).toHaveLength(2);
  });

  it('waits for files that arrive after the manifest', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"late.csv"}]}' });
    world.at(2_500, () => world.objects.set('studies/knee/late.csv', 'here'));
    const late = await startRun('studies/knee/study.json', world.options);
    const complete = fakeWorld({ 'study.json': '{"recordings":[{"file":"late.csv"}]}', 'late.csv': 'here' });
    expect(late).toEqual(await startRun('studies/knee/study.json', complete.options));
    expect(world.waitedMs()).toBeGreaterThanOrEqual(2_500);
  });

  it('goes on waiting while other files arrive, and starts once the upload is quiet', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"never.csv"}]}' });
    for (const afterMs of [2_000, 4_000, 6_000]) {
      world.at(afterMs, () => world.objects.set(`studies/knee/other-${afterMs}.csv`, 'x'));
    }
    const answer = await startRun('studies/knee/study.json', world.options);
    expect(answer.state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(9_000);
    expect(world.waitedMs()).toBeLessThan(11_000);
  });

  it('starts at its deadline though the upload never settles', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"never.csv"}]}' });
    for (let ms = 1_000; ms < 100_000; ms += 1_000) {
      world.at(ms, () => world.objects.set('studies/knee/growing.csv', String(ms)));
    }
    const answer = await startRun('studies/knee/study.json', world.options);
    expect(answer.state).toBe('Started');
    expect(world.waitedMs()).toBeLessThan(60_000);
  });

  it('starts a run for a manifest that is no JSON, and for a file name that cannot be a key', async () => {
    const noJson = fakeWorld({ 'study.json': '{"recordings": [' });
    expect((await startRun('studies/knee/study.json', noJson.options)).state).toBe('Started');
    const escaping = fakeWorld({ 'study.json': '{"recordings":[{"file":"../x.csv"}]}' });
    expect((await startRun('studies/knee/study.json', escaping.options)).state).toBe('Started');
  });

  it.each([
    'studies/a/b/study.json',
    'studies/Knee/study.json',
    'studies/knee/study.json.bak',
    'runs/knee/study.json',
  ])('ignores the key %s, which is no manifest of a study', async (key) => {
    expect((await startRun(key, fakeWorld({ 'study.json': '{}' }).options)).state).toBe('Ignored');
  });

  it('ignores a manifest that was deleted again', async () => {
    expect((await startRun('studies/knee/study.json', fakeWorld({}).options)).state).toBe('Ignored');
  });

  it('lets any other error of Step Functions escape, so that the event is tried again', async () => {
    const { options } = fakeWorld({ 'study.json': '{}' });
    const client = { send: async () => Promise.reject(new Error('no state machine')) };
    const broken = { ...options, runs: { ...options.runs, client } };
    await expect(startRun('studies/knee/study.json', broken)).rejects.toThrow('no state machine');
  });
});

/** A bucket and a Step Functions in memory, and a clock that moves only while somebody waits. */
function fakeWorld(files: Record<string, string>) {
  const objects = new Map(Object.entries(files).map(([file, text]) => [`studies/knee/${file}`, text]));
  const started: { name?: string | undefined; input?: string | undefined }[] = [];
  const ends = new Map<string, { status: string; error?: string | undefined }>();
  const happenings: { atMs: number; happen: () => void }[] = [];
  let nowMs = 0;
  const entry = (key: string) => ({
    key,
    size: 1,
    etag: `etag of ${objects.get(key)}`,
    lastModified: new Date(0),
  });
  const options = {
    bucket: {
      name: 'bucket',
      head: async (key: string) => (objects.has(key) ? entry(key) : undefined),
      getText: async (key: string) => objects.get(key),
      list: async (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).map(entry),
    },
    runs: {
      client: {
        send: async (command: StartExecutionCommand | DescribeExecutionCommand) => {
          if (command instanceof DescribeExecutionCommand) {
            const found = started.find(({ name }) => command.input.executionArn!.endsWith(`:${name}`));
            if (!found) throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
            return { status: 'RUNNING', ...found, ...ends.get(found.name!) };
          }
          const { input } = command;
          if (started.some(({ name }) => name === input.name)) {
            throw new ExecutionAlreadyExists({ message: 'exists', $metadata: {} });
          }
          started.push(input);
          return {};
        },
      },
      stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:study-run',
    },
    patience: {
      settleS: 3,
      deadlineMs: 60_000,
      now: () => nowMs,
      wait: async (durationMs: number) => {
        nowMs += durationMs;
        for (const { atMs, happen } of happenings.splice(0)) {
          if (atMs <= nowMs) happen();
          else happenings.push({ atMs, happen });
        }
      },
    },
  } as unknown as StartRunOptions;
  return {
    objects,
    started,
    end: (run: string, status: string, error?: string) => ends.set(run, { status, error }),
    options,
    waitedMs: () => nowMs,
    at: (atMs: number, happen: () => void) => happenings.push({ atMs, happen }),
  };
}
