import { describe, expect, it } from 'vitest';
import { fakeWorld } from './fake-world.testing.ts';
import { type StartRunOptions, startRun } from './start-run.ts';

const manifest = JSON.stringify({
  recordings: [{ file: 'b.csv' }, { file: 'a.csv' }, { files: { emg: 'c.csv', ik: 'd.mot' } }],
});

describe('startRun', () => {
  it('starts a run named by the content of the bucket, and says when its study was uploaded', async () => {
    const world = fakeWorld({
      'study.json': manifest,
      'a.csv': '1',
      'b.csv': '2',
      'c.csv': '3',
      'd.mot': '4',
    });
    const answer = await world.start();
    const [run] = world.started();
    expect(answer).toEqual({ state: 'Started', study: 'knee', run });
    expect(world.runs.input(run!)).toEqual({
      bucket: 'memory',
      study: 'knee',
      run,
      uploadedAt: '2026-03-02T12:00:00.000Z',
    });
    expect(world.waitedMs()).toBe(0);
  });

  it('starts the same objects once, however often the event comes', async () => {
    const world = fakeWorld({ 'study.json': '{}' });
    const first = await world.start();
    const second = await world.start();
    expect([first.state, second.state]).toEqual(['Started', 'AlreadyStarted']);
    expect(world.started()).toHaveLength(1);
  });

  it.each([
    ['SUCCEEDED', undefined, 'models/knee/RUN/MANIFEST.sha256'],
    ['FAILED', 'StudyRejected', 'runs/knee/RUN/prepared/study-report.json'],
    ['FAILED', 'States.Timeout', 'runs/knee/RUN/prepared/problem.json'],
    ['ABORTED', 'RunStalled', 'runs/knee/RUN/prepared/problem.json'],
  ] as const)(
    'starts the same objects anew if their run ended as %s and the study was deleted since',
    async (status, error, left) => {
      const world = fakeWorld({ 'study.json': '{}' });
      const { run } = (await world.start()) as { run: string };
      world.runs.end(run, { status, error });
      await world.bucket.put(left.replace('RUN', run), 'there');
      expect(await world.start()).toMatchObject({ state: 'AlreadyStarted' });

      await world.bucket.deletePrefix(left.replace('RUN', run));
      expect(await world.start()).toEqual({ state: 'Started', study: 'knee', run });
      expect(await world.start()).toMatchObject({ state: 'AlreadyStarted' });
      expect(world.started()).toEqual([run, `${run}-again-1`]);
      expect(world.runs.input(`${run}-again-1`)).toMatchObject({ study: 'knee', run });
    },
  );

  it('starts another run when participants.tsv, which no manifest names, is new', async () => {
    const world = fakeWorld({ 'study.json': '{}' });
    await world.start();
    await world.put('participants.tsv', 'subject');
    await world.start();
    expect(world.started()).toHaveLength(2);
  });

  it('waits for files that arrive after the manifest', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"late.csv"}]}' });
    world.at(2_500, () => world.put('late.csv', 'here'));
    const late = await world.start();
    const complete = fakeWorld({ 'study.json': '{"recordings":[{"file":"late.csv"}]}', 'late.csv': 'here' });
    expect(late).toEqual(await complete.start());
    expect(world.waitedMs()).toBeGreaterThanOrEqual(2_500);
  });

  it('goes on waiting while other files arrive, and starts once the upload is quiet', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"never.csv"}]}' });
    for (const afterMs of [2_000, 4_000, 6_000]) {
      world.at(afterMs, () => world.put(`other-${afterMs}.csv`, 'x'));
    }
    const answer = await world.start();
    expect(answer.state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(9_000);
    expect(world.waitedMs()).toBeLessThan(11_000);
  });

  it('starts at its deadline though the upload never settles', async () => {
    const world = fakeWorld({ 'study.json': '{"recordings":[{"file":"never.csv"}]}' });
    for (let ms = 1_000; ms < 100_000; ms += 1_000) {
      world.at(ms, () => world.put('growing.csv', String(ms)));
    }
    const answer = await world.start();
    expect(answer.state).toBe('Started');
    expect(world.waitedMs()).toBeLessThan(60_000);
  });

  it('starts a run for a manifest that is no JSON, and for a file name that cannot be a key', async () => {
    const noJson = fakeWorld({ 'study.json': '{"recordings": [' });
    expect((await noJson.start()).state).toBe('Started');
    const escaping = fakeWorld({ 'study.json': '{"recordings":[{"file":"../x.csv"}]}' });
    expect((await escaping.start()).state).toBe('Started');
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
    expect((await fakeWorld({}).start()).state).toBe('Ignored');
  });

  it('lets any other error of Step Functions escape, so that the event is tried again', async () => {
    const { options } = fakeWorld({ 'study.json': '{}' });
    const client = { send: async () => Promise.reject(new Error('no state machine')) };
    const broken = { ...options, runs: { ...options.runs, client } } as StartRunOptions;
    await expect(startRun('studies/knee/study.json', broken)).rejects.toThrow('no state machine');
  });
});
