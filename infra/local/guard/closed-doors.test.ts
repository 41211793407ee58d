import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf } from '../clients.testing.ts';
import { fixtureFunctions } from '../functions/fixture-functions.testing.ts';
import { type LocalWorld, startLocalWorld } from '../world.ts';
import type { Credentials } from './secrets.ts';
import { signedFetch } from './signature/signed-fetch.testing.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-doors-'));
let world: LocalWorld;
let credentials: Credentials;
beforeAll(async () => {
  world = await startLocalWorld({
    dataDir,
    ports: { bucket: 0, stepFunctions: 0, api: 0 },
    workers: 1,
    functions: fixtureFunctions,
  });
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = world.env;
  credentials = { accessKeyId, secretAccessKey };
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const doors = [
  { door: 'the bucket', url: 'bucketUrl', service: 's3' },
  { door: 'the runs', url: 'stepFunctionsUrl', service: 'states' },
  { door: 'the API', url: 'apiUrl', service: undefined },
] as const;
type Door = (typeof doors)[number];

/** A request that shows the right secret of its door. */
function askWithSecret(
  { url, service }: Door,
  {
    method = 'GET',
    path = '/',
    headers = {} as Record<string, string>,
    body = undefined as string | undefined,
  },
): Promise<Response> {
  const address = `${world[url]}${path}`;
  if (service)
    return signedFetch({ method, url: address, headers, ...(body ? { body } : {}), credentials, service });
  const shown = { ...headers, authorization: `Bearer ${world.apiToken}` };
  return fetch(address, { method, headers: shown, ...(body ? { body } : {}) });
}

describe.each(doors)('$door', (door) => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

  it.each([
    ['an origin', { origin: 'https://evil.example' }],
    ['an origin on another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin that it may say', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a page from %s by every method, though it shows the secret', async (_, headers) => {
    for (const method of methods) {
      const { status } = await askWithSecret(door, { method, headers: { ...headers } });
      expect(status, method).toBe(403);
    }
  });

  it('takes no form, though it shows the secret', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const { status } = await askWithSecret(door, { method: 'POST', headers, body: '--x--' });
    expect(status).toBe(415);
  });

  it('refuses requests without a secret, by every method', async () => {
    for (const method of methods) {
      const { status } = await fetch(world[door.url], { method });
      expect(status, method).toBe(door.service ? 403 : 401);
    }
  });

  it('refuses a page before it has sent its body', async () => {
    const headers = { origin: 'https://evil.example', 'content-length': 10 ** 9 };
    const status = await new Promise((resolve, reject) => {
      const sent = request(world[door.url], { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('the first of a billion bytes');
    });
    expect(status).toBe(403);
  });

  it('accepts requests with its secret', async () => {
    const known = { s3: '/sarcomere?list-type=2', states: '/', none: '/v1/models' };
    const target = { 'x-amz-target': 'AWSStepFunctions.ListExecutions' };
    const answer = await askWithSecret(door, {
      path: known[door.service ?? 'none'],
      ...(door.service === 'states' ? { method: 'POST', headers: target, body: '{}' } : {}),
    });
    expect(answer.status).toBe(door.service === 'states' ? 400 : 200); // StateMachineDoesNotExist
  });
});

describe('the bucket', () => {
  const bucket = doors[0];
  const Bucket = 'sarcomere';

  it.each([
    ['GET', '/'],
    ['GET', '/health'],
    ['GET', '/_fauxqs/queues'],
    ['GET', '/_fauxqs/queues/any'],
    ['POST', '/?Action=CreateQueue&QueueName=q'],
    ['POST', '/'],
    ['POST', '/000000000000/queue'],
    ['PUT', '/another'],
    ['PUT', '/another/'],
    ['PUT', '/another/key'],
    ['PUT', '/sarcomere'],
    ['DELETE', '/sarcomere'],
    ['DELETE', '/sarcomere/'],
    ['POST', '/sarcomere'],
    ['POST', '/sarcomere/key'],
    ['PUT', '/sarcomere/key?renameObject'],
    ['PUT', '/sarcomere?lifecycle'],
    ['GET', '/sarcomere?lifecycle'],
    ['GET', '/sarcomere/key?attributes'],
  ])('is nothing but a bucket, even to who has the key: %s %s', async (method, path) => {
    const answer = await askWithSecret(bucket, { method, path });
    expect([404, 501]).toContain(answer.status);
    expect(await answer.text()).toMatch(/<Code>(NoSuchBucket|NotImplemented)<\/Code>/);
  });

  it('shows no browser what was stored, whatever was said of it, and whatever the address asks', async () => {
    const { s3 } = clientsOf(world);
    const place = { Bucket, Key: 'page.html' };
    await s3.send(
      new PutObjectCommand({
        ...place,
        Body: '<script>alert(1)</script>',
        ContentType: 'text/html',
        ContentDisposition: 'inline',
      }),
    );
    const harmless = {
      'content-security-policy': 'sandbox',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    };
    const asked = [
      { path: '/sarcomere/page.html' },
      { path: '/sarcomere/page.html', method: 'HEAD' },
      { path: '/sarcomere/page.html', headers: { range: 'bytes=0-3' } },
      { path: '/sarcomere/none.html' },
      { path: '/sarcomere?list-type=2' },
    ];
    for (const one of asked) {
      const { headers } = await askWithSecret(bucket, one);
      expect(Object.fromEntries(headers)).toMatchObject(harmless);
    }
    const inline = await getSignedUrl(
      s3,
      new GetObjectCommand({
        ...place,
        ResponseContentDisposition: 'inline',
        ResponseContentType: 'text/html',
      }),
    );
    const answer = await fetch(inline);
    expect(answer.status).toBe(501);
    expect(Object.fromEntries(answer.headers)).toMatchObject(harmless);
  });

  it('is found by its name before that of the machine, too', async () => {
    const { port } = new URL(world.bucketUrl);
    const host = `sarcomere.localhost:${port}`;
    const url = await getSignedUrl(
      clientsOf({ ...world, bucketUrl: `http://localhost:${port}`, pathStyle: false }).s3,
      new GetObjectCommand({ Bucket, Key: 'page.html' }),
    );
    expect(new URL(url).host).toBe(host);
    const { pathname, search } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: pathname + search, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('refuses a body that is not the one that was signed', async () => {
    const body = 'hello';
    const other = 'a'.repeat(64);
    const answer = await askWithSecret(bucket, {
      method: 'PUT',
      path: '/sarcomere/other',
      headers: { 'x-amz-content-sha256': other },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
  });
});
