import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startBucketServer } from '../../infra/local/testing.ts';
import { local, pointer, preparedRun } from '../../layers/run/records/testing.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { connectBucket } from '../../layers/run/storage/index.ts';
import { trainJob } from './train-job.ts';
import { watchProcess } from './watch-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const patience = { timeout: 60_000 };
const neverInterrupted = () => {};

/** Watches a process of a few lines that imports nothing of the project. */
function watch(script: string, silenceMs: number, onInterruption: (interrupt: () => void) => void) {
  const file = join(folder, `${silenceMs}-${script.length}.mjs`);
  writeFileSync(file, script);
  const said: object[] = [];
  const child = fork(file, { execArgv: [] });
  const ended = watchProcess(child, { silenceMs, onInterruption, log: (line) => said.push(line) });
  return { child, said, ended };
}

describe('a watched process', patience, () => {
  it.each([0, 1, 75])('ends with its own exit code, %i', async (code) => {
    const { ended, said } = watch(`process.exitCode = ${code};`, 30_000, neverInterrupted);
    expect(await ended).toBe(code);
    expect(said).toEqual([]);
  });

  it('may take longer than the silence that is allowed, as long as it moves', async () => {
    const moves = `let left = 20;
      const timer = setInterval(() => { process.send('step'); if (--left === 0) clearInterval(timer); }, 200);`;
    expect(await watch(moves, 3_000, neverInterrupted).ended).toBe(0);
  });

  it('is killed when it computes without end and sends no message, and gets the exit code for a restart', async () => {
    const { ended, said } = watch('process.send("step"); for (;;);', 2_000, neverInterrupted);
    expect(await ended).toBe(75);
    expect(said).toEqual([{ service: 'train-job', state: 'hangs', silentForSeconds: 2 }]);
  });

  it('receives interruptions, and ends with its own exit code', async () => {
    const answers = `process.once('SIGTERM', () => process.exit(75)); process.send('ready'); setInterval(() => {}, 1e6);`;
    let interrupt = () => {};
    const { child, ended } = watch(answers, 30_000, (told) => {
      interrupt = told;
    });
    await once(child, 'message');
    interrupt();
    expect(await ended).toBe(75);
  });

  it('gets the exit code for a restart if it was interrupted before it listened', async () => {
    const { ended } = watch('setInterval(() => {}, 1e6);', 30_000, (told) => told());
    expect(await ended).toBe(75);
  });

  it('that the system kills for its memory does not get the exit code for a restart', async () => {
    const { ended } = watch(`process.kill(process.pid, 'SIGKILL');`, 30_000, neverInterrupted);
    expect(await ended).toBe(137);
  });
});

describe('a training that hangs', patience, () => {
  it('is ended, and when started again goes on from its checkpoint to the same weights', async () => {
    const server = await startBucketServer({
      storageDir: join(folder, 'bucket'),
      bucket: 'sarcomere',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      port: 0,
      onObjectCreated: () => {},
    });
    const env = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_S3: server.url,
      SARCOMERE_S3_PATH_STYLE: 'true',
      SARCOMERE_BUCKET: 'sarcomere',
      SARCOMERE_STUDY: pointer.study,
      SARCOMERE_RUN: pointer.run,
      SARCOMERE_SUBDOMAIN: 'time-2',
    };
    const bucket = connectBucket(env);
    const { bucket: undisturbed } = await preparedRun();
    for (const { key } of await undisturbed.list(''))
      await bucket.put(key, (await undisturbed.getBytes(key))!);
    const train = (target: Bucket, stepsToInterruption: number) => {
      let steps = 0;
      let interrupt = () => {};
      return trainJob(env, {
        bucket: target,
        onInterruption: (told) => {
          interrupt = told;
        },
        log: () => {},
        onStep: () => ++steps === stepsToInterruption && interrupt(),
        engine: 'kernel',
      });
    };

    expect(await train(bucket, 4)).toBe(75);
    const child = fork(join(import.meta.dirname, 'fixtures/job-that-hangs.ts'), { env, execArgv: [] });
    const silent = { silenceMs: 5_000, onInterruption: neverInterrupted, log: () => {} };
    expect(await watchProcess(child, silent)).toBe(75);
    expect(await bucket.head(local('time-2', 'training.json'))).toBeUndefined();

    expect(await train(bucket, Number.POSITIVE_INFINITY)).toBe(0);
    await train(undisturbed, Number.POSITIVE_INFINITY);
    const weights = local('time-2', 'weights.bin');
    expect(await bucket.getBytes(weights)).toEqual(await undisturbed.getBytes(weights));
    await server.close();
  });
});
