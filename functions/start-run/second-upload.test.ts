import { describe, expect, it } from 'vitest';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { fakeWorld } from './fake-world.testing.ts';
import { type StartRunOptions, startRun } from './start-run.ts';

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
    const latest = {
      study: 'knee',
      run: 'rother',
      publishedAt: '2026-03-02T12:00:00.000Z',
      manifestDigest: sha256(''),
    };
    await world.bucket.putJson('models/knee/latest.json', {
      ...latest,
      uploadedAt: '2026-03-02T12:00:00.500Z',
    });
    world.passMs(1_000);
    await world.put('study.json', '{"a":1}');
    expect((await world.start()).state).toBe('Started');
    expect(world.runs.input(`${run}-again-1`).uploadedAt).toBe('2026-03-02T12:00:01.000Z');
  });

  /** The world's services, where something else happens just before a call for the first time. */
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
