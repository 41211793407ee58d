import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, ended, runsOf } from './clients.testing.ts';
import { fixtureFunctions, step } from './functions/fixture-functions.testing.ts';
import { stateMachineArn } from './names.ts';
import { type LocalWorld, startLocalWorld } from './world.ts';

/** A machine under load is no fault. */
const patience = { timeout: 60_000 };
const ports = { bucket: 0, stepFunctions: 0, api: 0 };
const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-world-'));
const lines: string[] = [];
let world: LocalWorld;
let clients: ReturnType<typeof clientsOf>;
beforeAll(async () => {
  world = await startLocalWorld({
    dataDir,
    ports,
    workers: 2,
    functions: fixtureFunctions,
    env: { SARCOMERE_SETTLE_S: '0.5' },
    retryDelayMs: 5,
    log: ({ functionName, line }) => lines.push(`${functionName} ${line}`),
  });
  clients = clientsOf(world);
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('an upload', patience, () => {
  it('of a manifest runs the state machine to a published model', async () => {
    await upload('plain', { subdomains: ['one', 'two', 'three'] });
    const run = await ended(clients.stepFunctions, 'plain');
    expect(run.status).toBe('SUCCEEDED');
    expect(JSON.parse(run.output!)).toEqual({ state: 'Published', model: `models/plain/${run.name}/` });
    const uploadedAt = expect.stringMatching(/^20.*Z$/);
    expect(JSON.parse(run.input!)).toEqual({
      bucket: 'sarcomere',
      study: 'plain',
      run: run.name,
      uploadedAt,
    });
    expect(await object(`models/plain/${run.name}/model.json`)).toEqual(['one', 'three', 'two']);
  });

  it('that comes twice starts one run; another content starts a second', async () => {
    for (const _twice of [1, 2]) await upload('twice', { subdomains: ['one'] });
    await ended(clients.stepFunctions, 'twice');
    await upload('twice', { subdomains: ['one'] });
    await upload('twice', { subdomains: ['two'] });
    await expect.poll(async () => (await runsOf(clients.stepFunctions, 'twice')).length).toBe(2);
    await expect.poll(() => lines.filter((line) => line.includes('"study":"twice"')).length).toBe(4);
    expect(await runsOf(clients.stepFunctions, 'twice')).toHaveLength(2);
  });

  it('whose manifest comes before its files waits for them', async () => {
    await upload('late', { subdomains: ['one'], recordings: [{ file: 'a.csv' }] });
    expect(await runsOf(clients.stepFunctions, 'late')).toEqual([]);
    await put('studies/late/a.csv', 'time_s');
    expect((await ended(clients.stepFunctions, 'late')).status).toBe('SUCCEEDED');
  });

  it('of other objects starts nothing', async () => {
    await put('studies/nothing/study.csv', '{}');
    await put('studies/nothing/deeper/study.json', '{}');
    await put('runs/nothing/study.json', '{}');
    await expect.poll(() => lines.filter((line) => line.includes('not the manifest')).length).toBe(1);
    expect(await runsOf(clients.stepFunctions, 'nothing')).toEqual([]);
  });

  it('in several parts starts a run when it is complete', async () => {
    const Bucket = 'sarcomere';
    const Key = 'studies/parts/study.json';
    const first = `{"subdomains":["one"],"padding":"${'x'.repeat(5 * 1024 ** 2)}`;
    const { UploadId } = await clients.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts = [];
    for (const [index, Body] of [first, '"}'].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await clients.s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ PartNumber, ETag });
    }
    await clients.s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    expect((await ended(clients.stepFunctions, 'parts')).status).toBe('SUCCEEDED');
  });

  it('by a copy within the bucket starts a run', async () => {
    await upload('origin', { subdomains: ['one'] });
    const CopySource = 'sarcomere/studies/origin/study.json';
    await clients.s3.send(
      new CopyObjectCommand({ Bucket: 'sarcomere', Key: 'studies/copied/study.json', CopySource }),
    );
    expect((await ended(clients.stepFunctions, 'copied')).status).toBe('SUCCEEDED');
  });

  it('larger than 11 MiB in one request is kept whole', async () => {
    const body = new Uint8Array(12 * 1024 ** 2).fill(7);
    await clients.s3.send(new PutObjectCommand({ Bucket: 'sarcomere', Key: 'large.bin', Body: body }));
    const answer = await clients.s3.send(new GetObjectCommand({ Bucket: 'sarcomere', Key: 'large.bin' }));
    expect(Buffer.compare(await answer.Body!.transformToByteArray(), body)).toBe(0);
  });
});

describe('a run', patience, () => {
  it('tries transient errors again, and calls training again until it is done', async () => {
    await upload('flaky', { subdomains: ['flaky-one', 'long-two'] });
    const run = await ended(clients.stepFunctions, 'flaky');
    expect(run.status).toBe('SUCCEEDED');
    expect(await object(`runs/flaky/${run.name}/local/flaky-one/model.json`)).toEqual({ calls: 3 });
    expect(await object(`runs/flaky/${run.name}/local/long-two/model.json`)).toEqual({ calls: 3 });
  });

  it('records why a local model was lost, does not try that again, and goes on with the others', async () => {
    await upload('lossy', { subdomains: ['broken-one', 'two'] });
    const run = await ended(clients.stepFunctions, 'lossy');
    expect(run.status).toBe('SUCCEEDED');
    const lost = (await object(`runs/lossy/${run.name}/local/broken-one/lost.json`)) as {
      Error: string;
      Cause: string;
    };
    expect(lost.Error).toBe('StudyFault');
    expect(JSON.parse(lost.Cause)).toMatchObject({ errorMessage: 'nothing to train on' });
    expect(await object(`runs/lossy/${run.name}/local/broken-one/calls.json`)).toBe(1);
  });

  it('over many sub-domains reads them from the bucket', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `s${index}`);
    await upload('many', { subdomains: names, many: true });
    const run = await ended(clients.stepFunctions, 'many');
    expect(run.status).toBe('SUCCEEDED');
    expect(await object(`models/many/${run.name}/model.json`)).toHaveLength(45);
  });

  it('fails with the error and the cause that the function gave', async () => {
    await upload('quorum', { subdomains: ['broken'] });
    const run = await ended(clients.stepFunctions, 'quorum');
    expect(run).toMatchObject({ status: 'FAILED', error: 'QuorumMissed' });
    expect(JSON.parse(run.cause!)).toMatchObject({ errorMessage: 'no local model arrived' });
  });

  it('over a study at fault is rejected with the reason', async () => {
    await upload('faulty', { rejected: '2 faults: no such column, no such joint' });
    const run = await ended(clients.stepFunctions, 'faulty');
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'StudyRejected',
      cause: '2 faults: no such column, no such joint',
    });
    const kept = JSON.parse(readFileSync(join(dataDir, 'executions', `${run.name}.json`), 'utf8'));
    expect(kept).toMatchObject({ status: 'FAILED', state: 'Rejected' });
  });

  it('whose step exceeds its time once tries it again and goes on', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sarcomere-slow-once-'));
    const functions = { ...fixtureFunctions, 'prepare-study': step('slow-once', 8) };
    const env = { SARCOMERE_SETTLE_S: '0.2' };
    const slow = await startLocalWorld({
      dataDir: directory,
      ports,
      workers: 1,
      functions,
      env,
      retryDelayMs: 5,
    });
    const { s3, stepFunctions } = clientsOf(slow);
    const Body = '{"subdomains":["one"]}';
    await s3.send(new PutObjectCommand({ Bucket: 'sarcomere', Key: 'studies/slow/study.json', Body }));
    expect((await ended(stepFunctions, 'slow')).status).toBe('SUCCEEDED');
    await slow.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('whose function exceeds its time fails as timed out', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sarcomere-slow-'));
    const functions = { ...fixtureFunctions, 'prepare-study': step('spin', 0.3) };
    const slow = await startLocalWorld({ dataDir: directory, ports, workers: 1, functions, retryDelayMs: 5 });
    const { stepFunctions } = clientsOf(slow);
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: 'slow',
        input: '{"bucket":"b","study":"slow","run":"slow"}',
      }),
    );
    const run = await ended(stepFunctions, 'slow');
    expect(run).toMatchObject({ status: 'FAILED', error: 'Sandbox.Timedout' });
    await slow.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

describe('the HTTPS API', patience, () => {
  it('has its requests answered by serve-api', async () => {
    const answer = await fetch(`${world.apiUrl}/v1/models/knee?a=1`, {
      headers: { authorization: `Bearer ${world.apiToken}` },
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/models/{study}',
      pathParameters: { study: 'knee' },
      queryStringParameters: { a: '1' },
    });
  });
});

describe('a local world', () => {
  it('writes its addresses to its data folder', () => {
    const told = JSON.parse(readFileSync(join(dataDir, 'world.json'), 'utf8'));
    expect(told).toMatchObject({ bucketUrl: world.bucketUrl, apiUrl: world.apiUrl, pid: process.pid });
  });

  it('does not share its data folder', async () => {
    await expect(startLocalWorld({ dataDir, ports })).rejects.toThrow('DATA_DIR_IN_USE');
  });

  it.each(['bucketUrl', 'stepFunctionsUrl', 'apiUrl'] as const)('refuses strangers at %s', async (url) => {
    const { status } = await fetchAs('evil.example', world[url]);
    expect(status).toBe(403);
  });
});

async function fetchAs(host: string, url: string): Promise<{ status: number }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .on('error', reject)
      .end();
  });
}

function upload(study: string, manifest: unknown): Promise<unknown> {
  return put(`studies/${study}/study.json`, JSON.stringify(manifest));
}

function put(key: string, text: string): Promise<unknown> {
  return clients.s3.send(new PutObjectCommand({ Bucket: 'sarcomere', Key: key, Body: text }));
}

async function object(key: string): Promise<unknown> {
  const answer = await clients.s3.send(new GetObjectCommand({ Bucket: 'sarcomere', Key: key }));
  return JSON.parse(await answer.Body!.transformToString());
}
