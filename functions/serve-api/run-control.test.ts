import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { keys, writeUploadList } from '../../layers/run/records/index.ts';
import { MemoryStepFunctions } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { createApi } from './api.ts';
import { request } from './api-under-test.testing.ts';
import type { ModelCache } from './model-cache.ts';
import { answerErrors } from './openapi-check.testing.ts';
import type { ApiAnswer } from './parts.ts';

let now: Date;
let bucket: MemoryBucket;
let runs: MemoryStepFunctions;
beforeEach(() => {
  now = new Date('2026-03-02T12:00:00Z');
  bucket = new MemoryBucket(() => now);
  runs = new MemoryStepFunctions(() => now);
});

const quiet = { info: () => {}, error: () => {} };

async function call(method: string, path: string) {
  const api = createApi(() => ({ bucket, runs, models: {} as ModelCache, now: () => now }), quiet);
  const event = request(method, path);
  const answer = (await api(event as APIGatewayProxyEventV2, {} as Context)) as ApiAnswer;
  expect(answerErrors(event, answer)).toEqual([]);
  const { location } = (answer.headers ?? {}) as { location?: string };
  return { status: answer.statusCode, location, body: JSON.parse(answer.body!) };
}

const start = () => call('POST', '/v1/studies/knee/runs');
const upload = async (manifest: unknown, files: Readonly<Record<string, string>> = {}) => {
  now = new Date(now.getTime() + 1000);
  for (const [file, text] of Object.entries(files)) await bucket.put(keys.studyFile('knee', file), text);
  await bucket.putJson(keys.manifest('knee'), manifest);
};

describe('a run is started', () => {
  it('of the study in the bucket, with its address in the answer; a second call answers the same run', async () => {
    await upload({ recordings: [{ file: 'a.csv' }] }, { 'a.csv': '1' });
    const first = await start();
    const { run } = first.body;
    expect(first).toEqual({ status: 202, location: `/v1/runs/${run}`, body: { study: 'knee', run } });
    expect(runs.input(run)).toMatchObject({ study: 'knee', run, uploadedAt: '2026-03-02T12:00:01.000Z' });
    expect(await start()).toEqual(first);
    expect([...runs.executions.keys()]).toEqual([run]);
    expect((await call('GET', first.location!)).body).toMatchObject({ run, state: 'Running' });
  });

  it.each(['Cancelled', 'Superseded', 'QuorumMissed'])('again after it ended by %s', async (error) => {
    await upload({});
    const { run } = (await start()).body;
    await bucket.putJson(keys.prepared('knee', run, 'problem.json'), {});
    runs.end(run, { status: error === 'QuorumMissed' ? 'FAILED' : 'ABORTED', error });
    expect((await start()).body).toEqual({ study: 'knee', run });
    expect(runs.running()).toEqual([`${run}-again-1`]);
  });

  it('not again after it was published or rejected', async () => {
    await upload({});
    const { run } = (await start()).body;
    await bucket.put(keys.model('knee', run, 'MANIFEST.sha256'), '');
    const latest = { study: 'knee', run, publishedAt: now.toISOString(), manifestDigest: sha256('') };
    await bucket.putJson(keys.latest('knee'), latest);
    await bucket.putJson(keys.prepared('knee', run, 'study-report.json'), { faults: [] });
    for (const how of [{ status: 'SUCCEEDED' }, { status: 'FAILED', error: 'StudyRejected' }] as const) {
      runs.end(run, how);
      expect((await start()).body).toEqual({ study: 'knee', run });
    }
    expect(runs.running()).toEqual([]);
  });

  it('not while files are missing: each is a fault', async () => {
    await upload({ recordings: [{ file: 'a.csv' }, { file: 'b.csv' }] }, { 'b.csv': '1' });
    const { status, body } = await start();
    expect(status).toBe(409);
    expect(body.faults).toMatchObject([
      { code: 'FILE_MISSING', where: { file: 'a.csv' }, expected: 'the file as studies/knee/a.csv' },
    ]);
    expect(runs.running()).toEqual([]);
  });

  it('not while files of two uploads mix: each is a fault', async () => {
    await upload({}, { 'a.csv': 'old' });
    const files = [{ file: 'a.csv', bytes: 3, sha256: sha256('new') }];
    const metadata = await writeUploadList(bucket, 'knee', { files, isWhole: true });
    const manifest = '{"recordings":[{"file":"a.csv"}]}';
    await bucket.putDigested(keys.manifest('knee'), manifest, { sha256: sha256(manifest), metadata });
    const { status, body } = await start();
    expect(status).toBe(409);
    expect(body.faults).toMatchObject([{ code: 'UPLOAD_MIXED', where: { file: 'a.csv' } }]);
    await bucket.put(keys.studyFile('knee', 'a.csv'), 'new');
    expect((await start()).status).toBe(202);
  });

  it('not while a run of another version is running, but after it is cancelled, as the fault says', async () => {
    await upload({ a: 1 });
    const { run } = (await start()).body;
    await upload({ a: 2 });
    const { status, body } = await start();
    expect(status).toBe(409);
    expect(body.faults).toMatchObject([{ code: 'STUDY_RUNNING', found: `run ${run}, running` }]);
    const [, path] = /DELETE (\S+)\)/.exec(body.faults[0].fix)!;
    expect((await call('DELETE', path!)).body.state).toBe('Cancelled');
    expect((await start()).status).toBe(202);
    expect(runs.running()).toHaveLength(1);
  });

  it('not of a study that was not uploaded', async () => {
    expect((await start()).status).toBe(404);
  });
});

describe('a run is cancelled', () => {
  it('and its state is answered, however often the call is made', async () => {
    await upload({});
    const { run } = (await start()).body;
    const expected = { run, state: 'Cancelled', reason: 'The run was cancelled on request.' };
    for (const _twice of [1, 2]) {
      const { status, body } = await call('DELETE', `/v1/runs/${run}`);
      expect([status, body]).toEqual([200, expect.objectContaining(expected)]);
    }
    expect((await call('GET', `/v1/runs/${run}`)).body).toMatchObject(expected);
  });

  it('not after it was published, and not if there is none', async () => {
    await upload({});
    const { run } = (await start()).body;
    runs.end(run, { status: 'SUCCEEDED' });
    const { status, body } = await call('DELETE', `/v1/runs/${run}`);
    expect([status, body.faults[0].code]).toEqual([409, 'RUN_PUBLISHED']);
    expect((await call('DELETE', '/v1/runs/rnone')).status).toBe(404);
  });
});

describe('a run is redriven', () => {
  const redrive = (run: string) => call('POST', `/v1/runs/${run}/redrive`);

  it.each(['Cancelled', 'Superseded', 'RunStalled'])('that ended by %s', async (error) => {
    await upload({});
    const { run } = (await start()).body;
    await bucket.putJson(keys.prepared('knee', run, 'problem.json'), {});
    runs.end(run, { status: 'ABORTED', error });
    const expected = { status: 202, location: `/v1/runs/${run}`, body: { study: 'knee', run } };
    expect(await redrive(run)).toEqual(expected);
    expect(await redrive(run)).toEqual(expected);
    expect(runs.running()).toEqual([run]);
  });

  it('not if it was published or rejected', async () => {
    await upload({});
    const { run } = (await start()).body;
    for (const how of [{ status: 'SUCCEEDED' }, { status: 'FAILED', error: 'StudyRejected' }] as const) {
      runs.end(run, how);
      expect((await redrive(run)).status).toBe(409);
    }
  });

  it('not while another run of its study is running', async () => {
    await upload({ a: 1 });
    const { run } = (await start()).body;
    await bucket.putJson(keys.prepared('knee', run, 'problem.json'), {});
    runs.end(run, { status: 'TIMED_OUT', error: 'States.Timeout' });
    await upload({ a: 2 });
    await start();
    const { status, body } = await redrive(run);
    expect([status, body.faults[0].code]).toEqual([409, 'STUDY_RUNNING']);
  });

  it('not if there is none', async () => {
    expect((await redrive('rnone')).status).toBe(404);
  });
});
