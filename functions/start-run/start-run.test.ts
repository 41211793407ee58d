import { describe, expect, it } from 'vitest';
import { runId, type UploadList, writeUploadList } from '../../layers/run/records/index.ts';
import { MemoryStepFunctions, namedFiles } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { type StartRunOptions, startRun } from './start-run.ts';

const startMs = Date.parse('2026-03-02T12:00:00Z');

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

describe('an upload with a list of digests', () => {
  const named = JSON.stringify({ recordings: [{ file: 'a.csv' }, { file: 'b.csv' }] });
  const listed = (file: string, text: string) => ({
    file,
    bytes: Buffer.byteLength(text),
    sha256: sha256(text),
  });
  const whole = {
    files: [listed('a.csv', 'new a'), listed('b.csv', 'new b')],
    isWhole: true,
  } satisfies UploadList;

  /** A world with these files whose manifest was uploaded with a list. */
  async function listedWorld(files: Record<string, string>, list: UploadList = whole) {
    const world = fakeWorld(files);
    const metadata = await writeUploadList(world.bucket, 'knee', list);
    await world.bucket.putDigested('studies/knee/study.json', named, { sha256: sha256(named), metadata });
    return world;
  }

  it('starts at once if the bucket holds these bytes', async () => {
    const world = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });

  it('does not start over the old recordings of an earlier upload, but waits for its own', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'old b' });
    world.at(5_000, () => world.put('a.csv', 'new a'));
    world.at(15_000, () => world.put('b.csv', 'new b'));
    const { run } = (await world.start()) as { run: string };
    const whenDone = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    expect(run).toBe(((await whenDone.start()) as { run: string }).run);
    expect(world.waitedMs()).toBeGreaterThanOrEqual(15_000);
  });

  it('is handed over as it is when its files have not come in time, and prepare-study rejects it', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'new b' });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(20_000);
    expect(world.waitedMs()).toBeLessThan(22_000);
  });

  it('is left to a later call if the function must end before the time for its files is over', async () => {
    const world = await listedWorld({ 'a.csv': 'old a', 'b.csv': 'new b' });
    const patience = { ...world.options.patience, deadlineMs: startMs + 10_000 };
    const early = startRun('studies/knee/study.json', { ...world.options, patience });
    await expect(early).rejects.toMatchObject({ name: 'TransientError' });
    expect(world.started()).toEqual([]);
  });

  it('does not bind a later upload of the same manifest by a plain client', async () => {
    const world = await listedWorld({ 'a.csv': 'new a', 'b.csv': 'new b' });
    await world.put('a.csv', 'newer a');
    await world.put('study.json', named);
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });

  it('that has only some files waits for the others as without one', async () => {
    const world = await listedWorld({ 'a.csv': 'new a' }, { files: [whole.files[0]!], isWhole: false });
    world.at(2_000, () => world.put('b.csv', 'any'));
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBeGreaterThanOrEqual(2_000);
    expect(world.waitedMs()).toBeLessThan(3_000);
  });

  it('does not wait for files that the manifest names and the upload did not have', async () => {
    const world = await listedWorld({ 'a.csv': 'new a' }, { files: [whole.files[0]!], isWhole: true });
    expect((await world.start()).state).toBe('Started');
    expect(world.waitedMs()).toBe(0);
  });
});

describe('a second upload', () => {
  it('supersedes a running run, with the reason', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const older = (await world.start()) as { run: string };
    world.passMs(1_000);
    await world.put('study.json', '{"a":2}');
    const newer = (await world.start()) as { run: string };
    expect(world.runs.running()).toEqual([newer.run]);
    expect(world.runs.executions.get(older.run)).toMatchObject({
      status: 'ABORTED',
      error: 'Superseded',
      cause: `Run ${newer.run} replaced it.`,
    });
  });

  it('within the same millisecond comes after the first all the same', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const older = (await world.start()) as { run: string };
    await world.put('study.json', '{"a":2}');
    const newer = (await world.start()) as { run: string };
    expect(world.runs.input(older.run).uploadedAt).toBe('2026-03-02T12:00:00.000Z');
    expect(world.runs.input(newer.run).uploadedAt).toBe('2026-03-02T12:00:00.001Z');
  });

  it('of what was superseded starts it again', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const first = (await world.start()) as { run: string };
    world.passMs(1_000);
    await world.put('study.json', '{"a":2}');
    await world.start();
    world.passMs(1_000);
    await world.put('study.json', '{"a":1}');
    expect(await world.start()).toEqual({ state: 'Started', study: 'knee', run: first.run });
    expect(world.runs.running()).toEqual([`${first.run}-again-1`]);
  });

  it.each(['Cancelled', 'QuorumMissed'])(
    'of the same objects starts a run again that ended by %s, and a late event of the first does not',
    async (error) => {
      const world = fakeWorld({ 'study.json': '{}' });
      const { run } = (await world.start()) as { run: string };
      await world.bucket.put(`runs/knee/${run}/prepared/problem.json`, 'there');
      world.runs.end(run, { status: error === 'Cancelled' ? 'ABORTED' : 'FAILED', error });
      expect((await world.start()).state).toBe('AlreadyStarted');
      world.passMs(1_000);
      await world.put('study.json', '{}');
      expect((await world.start()).state).toBe('Started');
      expect(world.runs.running()).toEqual([`${run}-again-1`]);
    },
  );

  it('of what an even newer upload had replaced publishes its model again', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const { run } = (await world.start()) as { run: string };
    world.runs.end(run, { status: 'SUCCEEDED' });
    await world.bucket.put(`models/knee/${run}/MANIFEST.sha256`, 'there');
    const latest = { study: 'knee', run: 'rother', publishedAt: '', manifestDigest: '' };
    await world.bucket.putJson('models/knee/latest.json', {
      ...latest,
      uploadedAt: '2026-03-02T12:00:00.500Z',
    });
    world.passMs(1_000);
    await world.put('study.json', '{"a":1}');
    expect((await world.start()).state).toBe('Started');
    expect(world.runs.input(`${run}-again-1`).uploadedAt).toBe('2026-03-02T12:00:01.000Z');
  });

  /** The world's services; just before the first call of this name, something else happens. */
  function justBefore(
    world: ReturnType<typeof fakeWorld>,
    name: 'putJsonIf' | 'StartExecutionCommand' | 'getJsonAndEtag',
    happens: () => Promise<unknown>,
    skipped = 0,
  ): StartRunOptions {
    let left = skipped;
    const first = async (called: string) => {
      if (called === name && left-- === 0) await happens();
    };
    const bucket = new Proxy(world.bucket, {
      get: (target, called) => {
        const value = target[called as keyof MemoryBucket] as unknown;
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await first(String(called));
          return value.apply(target, args);
        };
      },
    });
    const { stateMachineArn, client } = world.runs;
    const send = async (command: { constructor: { name: string } }) => {
      await first(command.constructor.name);
      return client.send(command as never);
    };
    return { ...world.options, bucket, runs: { stateMachineArn, client: { send: send as never } } };
  }

  it.each([
    ['claims the study before it', 'putJsonIf'],
    ['is claimed between its claim and its start', 'StartExecutionCommand'],
  ] as const)('that %s wins', async (_, call) => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const newer: { run?: string }[] = [];
    const options = justBefore(world, call, async () => {
      await world.put('study.json', '{"a":2}');
      newer.push((await world.start()) as { run: string });
    });
    await startRun('studies/knee/study.json', options);
    expect(world.runs.running()).toEqual([newer[0]!.run]);
  });

  it.each([
    ['the claim of its study', 'runs/knee/current.json'],
    ['the pointer to the published model', 'models/knee/latest.json'],
  ])('starts though %s is damaged', async (_, key) => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    await world.bucket.put(key, '{"run": "r');
    expect(await world.start()).toMatchObject({ state: 'Started' });
    expect(world.runs.running()).toHaveLength(1);
  });

  it('wins also over one that was started late by a call that then died', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const newer: { run?: string }[] = [];
    const overtaken = justBefore(world, 'StartExecutionCommand', async () => {
      await world.put('study.json', '{"a":2}');
      newer.push((await world.start()) as { run: string });
    });
    // It reads the claim once before its own and once after its start.
    const dying = justBefore(world, 'getJsonAndEtag', () => Promise.reject(new Error('died')), 1);
    const both = { ...overtaken, bucket: dying.bucket };
    await expect(startRun('studies/knee/study.json', both)).rejects.toThrow('died');
    expect(world.runs.running()).toHaveLength(2);
    await world.start(); // its event comes again
    expect(world.runs.running()).toEqual([newer[0]!.run]);
  });

  it('that brings back the running version keeps it from one that was about to take its place', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const { run } = (await world.start()) as { run: string };
    await world.put('study.json', '{"a":2}');
    const options = justBefore(world, 'putJsonIf', async () => {
      await world.put('study.json', '{"a":1}');
      await world.start();
    });
    expect(await startRun('studies/knee/study.json', options)).toMatchObject({ run });
    expect(world.runs.running()).toEqual([run]);
  });

  it('stops a run that was started before studies were claimed', async () => {
    const world = fakeWorld({ 'study.json': '{"a":1}' });
    const { run } = (await world.start()) as { run: string };
    await world.bucket.deletePrefix('runs/knee/current.json');
    world.passMs(1_000);
    await world.put('study.json', '{"a":2}');
    await world.start();
    expect(world.runs.executions.get(run)).toMatchObject({ error: 'Superseded' });
    expect(world.runs.running()).toHaveLength(1);
  });
});

/** A bucket and a Step Functions in memory, and a clock that moves only while somebody waits. */
function fakeWorld(files: Record<string, string>) {
  const happenings: { atMs: number; happen: () => unknown }[] = [];
  const nowMs = { value: startMs };
  const now = () => new Date(nowMs.value);
  const bucket = new MemoryBucket(now);
  const runs = new MemoryStepFunctions(now);
  const put = (file: string, text: string) => bucket.put(`studies/knee/${file}`, text);
  for (const [file, text] of Object.entries(files)) put(file, text);
  const options: StartRunOptions = {
    bucket,
    runs,
    patience: {
      settleS: 3,
      uploadS: 20,
      deadlineMs: startMs + 60_000,
      now: () => nowMs.value,
      wait: async (durationMs: number) => {
        nowMs.value += durationMs;
        for (const one of happenings.splice(0)) {
          if (startMs + one.atMs <= nowMs.value) await one.happen();
          else happenings.push(one);
        }
      },
    },
  };
  return {
    bucket,
    runs,
    put,
    started: () => [...runs.executions.keys()],
    start: () => startRun('studies/knee/study.json', options),
    options,
    passMs: (durationMs: number) => {
      nowMs.value += durationMs;
    },
    waitedMs: () => nowMs.value - startMs,
    at: (atMs: number, happen: () => unknown) => happenings.push({ atMs, happen }),
  };
}
