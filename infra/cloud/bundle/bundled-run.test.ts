import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { connectBucket } from '../../../layers/run/storage/index.ts';
import { smallStudy } from '../../../test/small-study.testing.ts';
import { startBucketServer } from '../../local/testing.ts';
import { type FunctionName, functions } from '../../system.ts';
import { projectRoot } from '../root.ts';
import { type BareProcess, startBare } from './bare-process.testing.ts';
import { bundleFunction } from './bundle.ts';

const study = 'wrist-bundled';
const files = smallStudy(study);
const folder = mkdtempSync(join(tmpdir(), 'sarcomere-bundled-'));

/** Every function from its bundle, in a process that sees nothing of the project, from the upload to a prediction. */
describe('a run by bundles alone', { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof startBucketServer>>;
  let stepFunctions: Server;
  const started: { name: string; input: string }[] = [];
  let bucket: Bucket;
  let env: Record<string, string>;
  const open: BareProcess[] = [];

  beforeAll(async () => {
    server = await startBucketServer({
      storageDir: join(folder, 'bucket'),
      bucket: 'sarcomere',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      port: 0,
      onObjectCreated: () => {},
    });
    stepFunctions = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const target = String(request.headers['x-amz-target']);
      const isStart = target.endsWith('.StartExecution');
      if (isStart) started.push(JSON.parse(Buffer.concat(chunks).toString()));
      if (target.endsWith('.DescribeExecution')) {
        response.writeHead(400).end(JSON.stringify({ __type: 'ExecutionDoesNotExist' }));
        return;
      }
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(isStart ? { executionArn: 'arn', startDate: 0 } : { executions: [] }));
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => stepFunctions.once('listening', listening));
    env = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${(stepFunctions.address() as AddressInfo).port}`,
      SARCOMERE_S3_PATH_STYLE: 'true',
      SARCOMERE_BUCKET: 'sarcomere',
      SARCOMERE_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
      SARCOMERE_SETTLE_S: '0.1',
    };
    bucket = connectBucket(env);
    for (const [file, text] of files) await bucket.put(keys.studyFile(study, file), text);
  }, 60_000);
  afterAll(async () => {
    for (const process of open) process.close();
    stepFunctions?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bare(name: FunctionName): Promise<BareProcess> {
    const outDir = join(folder, name);
    bundleFunction(join(projectRoot, functions[name].entry), outDir);
    const process = await startBare(outDir, name, env);
    open.push(process);
    return process;
  }

  it('goes from the upload to a published model that predicts', async () => {
    const upload = { detail: { object: { key: keys.manifest(study) } } };
    expect(await (await bare('start-run')).invoke(upload)).toMatchObject({ state: 'Started', study });
    const pointer = JSON.parse(started[0]!.input) as { bucket: string; study: string; run: string };

    const prepared = (await (await bare('prepare-study')).invoke(pointer)) as { subdomains: object[] };
    expect(prepared).toMatchObject({ state: 'Prepared', many: false });
    const training = await bare('train-subdomain');
    for (const item of prepared.subdomains) {
      expect(await training.invoke(item)).toMatchObject({ state: 'trained' });
    }
    expect(await (await bare('aggregate-models')).invoke(pointer)).toMatchObject({ state: 'Aggregated' });
    expect(await (await bare('publish-model')).invoke(pointer)).toMatchObject({ state: 'Published' });
    expect(await (await bare('stop-stalled')).invoke({})).toEqual({ running: 0, stopped: [] });

    const api = await bare('serve-api');
    const [file] = [...files.keys()].filter((name) => name.endsWith('_emg.csv'));
    const answer = await api.invoke(request('POST', `/v1/models/${study}/predictions`, files.get(file!)!));
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('"angleDeg"') });
    const described = await api.invoke(request('GET', '/v1/openapi.json'));
    expect(described).toMatchObject({ statusCode: 200, body: expect.stringContaining('"openapi":"3.1.0"') });
    const validated = await api.invoke(
      request('POST', `/v1/studies/${study}/validations`, files.get('study.json')!, 'application/json'),
    );
    expect(validated).toMatchObject({ statusCode: 200, body: expect.stringContaining('"valid":true') });
    // Zod's own words reach the user in faults: in English, which is all that a bundle has.
    const refused = await api.invoke(
      request('POST', `/v1/models/${study}/predictions`, '{"sampleRateHz":"fast"}', 'application/json'),
    );
    expect(refused).toMatchObject({ statusCode: 422, body: expect.stringContaining('expected number') });
  });

  it('throws a retryable error if it cannot reach the bucket', async () => {
    const outDir = join(folder, 'publish-model');
    const cutOff = await startBare(outDir, 'publish-model', {
      ...env,
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
    });
    open.push(cutOff);
    const pointer = { bucket: 'sarcomere', study, run: 'r1' };
    await expect(cutOff.invoke(pointer)).rejects.toMatchObject({ name: 'TransientError' });
  });
});

function request(method: string, path: string, body?: string, type = 'text/csv') {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': type },
    requestContext: { requestId: 'r', http: { method, path } },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
    pathParameters: path.includes(study) ? { study } : {},
  };
}
