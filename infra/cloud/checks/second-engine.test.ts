import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keys, runId, studyVersion } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { connectBucket, monotonicMs, plainCause } from '../../../layers/run/storage/index.ts';
import { smallStudy } from '../../../test/small-study.testing.ts';
import { lambdaContext } from '../../local/testing.ts';
import { functions, stateMachineFile } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from './second-engine.testing.ts';

/**
 * The state machine in an engine that is not the local world's, with the real functions. The template holds the same
 * definition, which has a test of its own.
 */
describe.skipIf(!hasMoto)('the state machine in moto_server (skipped if it is not installed)', () => {
  let engine: SecondEngine;
  let sfn: SFNClient;
  let bucket: Bucket;
  const called: string[] = [];
  /** Replacement of a call, set by a test. */
  let instead: (
    name: string,
    event: Record<string, unknown>,
    real: () => Promise<unknown>,
  ) => Promise<unknown>;

  beforeAll(async () => {
    engine = await startSecondEngine(async (name, event) => {
      called.push(name);
      return instead(name, event as Record<string, unknown>, () => invoke(name, event));
    });
    const env = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_S3: engine.url,
      SARCOMERE_S3_PATH_STYLE: 'true',
      SARCOMERE_BUCKET: 'sarcomere',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    bucket = connectBucket(env);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    sfn = new SFNClient({ endpoint: engine.url, region: 'us-east-1', credentials });
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    vi.unstubAllEnvs();
  });

  /** Uploads a study and runs it to its end. */
  async function runOf(study: string, change: typeof instead = (_name, _event, real) => real()) {
    instead = change;
    await engine.empty();
    await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
    called.length = 0;
    for (const [file, text] of smallStudy(study)) await bucket.put(keys.studyFile(study, file), text);
    const run = runId((await studyVersion(bucket, study))!);
    const input = JSON.stringify({ bucket: bucket.name, study, run });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({
        name: 'study-run',
        definition: filledIn(readFileSync(join(projectRoot, stateMachineFile), 'utf8')),
        roleArn: 'arn:aws:iam::123456789012:role/any',
      }),
    );
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: run, input }));
    for (;;) {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return { run, ...execution };
      await sleep(200);
    }
  }

  const trainings = () => called.filter((name) => name === 'train-subdomain').length;

  it('publishes a study by an inline Map, calling again what answers "continue" and what fails for a moment', {
    timeout: 120_000,
  }, async () => {
    let answers = 0;
    const { status, run, cause } = await runOf('inline', async (name, _event, real) => {
      if (name !== 'train-subdomain') return real();
      answers++;
      if (answers === 1) throw Object.assign(new Error('slow down'), { name: 'TransientError' });
      if (answers === 2) return { state: 'continue', subdomain: 'any' };
      return real();
    });
    expect(status, cause).toBe('SUCCEEDED');
    expect(await bucket.getJson(keys.latest('inline'))).toMatchObject({ run });
    const items = await bucket.getJson<unknown[]>(keys.prepared('inline', run, 'subdomains.json'));
    expect(trainings()).toBe(items!.length + 2);
  });

  it('publishes a study by a Distributed Map that reads its items from the bucket', {
    timeout: 120_000,
  }, async () => {
    const { status, run, cause } = await runOf('distributed', async (name, _event, real) => {
      const answer = (await real()) as Record<string, unknown>;
      return name === 'prepare-study' ? { ...answer, many: true, subdomains: [] } : answer;
    });
    expect(status, cause).toBe('SUCCEEDED');
    expect(await bucket.getJson(keys.latest('distributed'))).toMatchObject({ run });
    const items = await bucket.getJson<unknown[]>(keys.prepared('distributed', run, 'subdomains.json'));
    expect(trainings()).toBe(items!.length);
  });

  it('ends as rejected if the study has faults', { timeout: 60_000 }, async () => {
    const { status, error } = await runOf('rejected', async (name, event, real) => {
      if (name === 'prepare-study')
        await bucket.put(keys.studyFile('rejected', 'study.json'), '{"version": 2}');
      return name === 'prepare-study' ? invoke(name, event) : real();
    });
    expect([status, error]).toEqual(['FAILED', 'StudyRejected']);
    expect(called).toEqual(['prepare-study']);
  });

  it('notes what was lost and goes on to the quorum, which then is missed', { timeout: 60_000 }, async () => {
    const { status, error, cause, run } = await runOf('lost', async (name, event, real) => {
      const isTraining = name === 'train-subdomain' && event.lost === undefined;
      if (isTraining) throw Object.assign(new Error('no more memory'), { name: 'Runtime.ExitError' });
      return real();
    });
    expect([status, error]).toEqual(['FAILED', 'QuorumMissed']);
    expect(plainCause(cause!)).toMatch(/^0 of \d+ local models are sound/);
    const lost = (await bucket.list(keys.localPrefix('lost', run))).filter(({ key }) =>
      key.endsWith('lost.json'),
    );
    expect(lost.length).toBeGreaterThan(1);
    expect(await bucket.getJson(lost[0]!.key)).toMatchObject({
      error: 'Runtime.ExitError',
      cause: 'no more memory',
    });
  });

  it('fails with the name of the object if a prepared table is damaged, and loses no sub-domain', {
    timeout: 60_000,
  }, async () => {
    const { status, error, cause, run } = await runOf('damaged', async (name, event, real) => {
      if (name === 'train-subdomain' && event.subdomain === 'subject-1') {
        const table = keys.prepared('damaged', String(event.run), 'subject-1.parquet');
        await bucket.put(table, 'something else');
      }
      return real();
    });
    expect([status, error]).toEqual(['FAILED', 'PreparedDamaged']);
    expect(plainCause(cause!)).toContain(`${keys.prepared('damaged', run, 'subject-1.parquet')} is damaged`);
    const lost = (await bucket.list(keys.localPrefix('damaged', run))).filter(({ key }) =>
      key.endsWith('lost.json'),
    );
    expect(lost).toEqual([]);
  });

  it('sends a sub-domain that asks for a GPU to Batch and not to Lambda, and notes what Batch cannot do', {
    timeout: 60_000,
  }, async () => {
    const events: Record<string, unknown>[] = [];
    const { status, error, run } = await runOf('gpu', async (name, event, real) => {
      if (name === 'train-subdomain') events.push(event);
      const answer = (await real()) as { subdomains: object[] };
      if (name !== 'prepare-study') return answer;
      return { ...answer, subdomains: answer.subdomains.map((item) => ({ ...item, compute: 'gpu' })) };
    });
    // This engine cannot submit a job, so every local model is lost.
    expect([status, error]).toEqual(['FAILED', 'QuorumMissed']);
    expect(events.length).toBeGreaterThan(1);
    expect(events.every((event) => event.lost !== undefined)).toBe(true);
    const lost = (await bucket.list(keys.localPrefix('gpu', run))).filter(({ key }) =>
      key.endsWith('lost.json'),
    );
    expect(lost).toHaveLength(events.length);
  });
});

async function invoke(name: string, event: unknown): Promise<unknown> {
  const { entry, memoryMb, timeoutS } = functions[name as keyof typeof functions];
  const { handler } = (await import(join(projectRoot, entry))) as {
    handler: (event: unknown, context: unknown) => Promise<unknown>;
  };
  const context = lambdaContext({
    functionName: name,
    functionArn: name,
    memoryMb,
    requestId: 'test',
    deadlineMs: monotonicMs() + timeoutS * 1000,
  });
  return handler(event, context);
}

function filledIn(definition: string): string {
  return definition.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    if (name === 'Bucket') return 'sarcomere';
    const words = name
      .replace(/Arn$/, '')
      .replace(/(?<!^)[A-Z]/g, '-$&')
      .toLowerCase();
    return name.startsWith('Gpu') ? words : `arn:aws:lambda:us-east-1:123456789012:function:${words}`;
  });
}
