import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectBucket, connectRuns, type Environment } from './connect.ts';
import { markTransient } from './transient.ts';

const system = {
  SARCOMERE_BUCKET: 'emg',
  SARCOMERE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
};
const elsewhere = { SARCOMERE_BUCKET: 'emg', SARCOMERE_STATE_MACHINE_ARN: 'any' };

afterEach(() => vi.unstubAllEnvs());

const local = { ...system, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'local' };

describe('a client', () => {
  it('is made once for each system, so that it keeps its connections', () => {
    expect(connectBucket(local).client).toBe(connectBucket({ ...local }).client);
    expect(connectBucket({ ...local, SARCOMERE_BUCKET: 'other' }).client).toBe(connectBucket(local).client);
    expect(connectRuns(local).client).toBe(connectRuns({ ...local }).client);
  });

  it('is another one for another endpoint or other credentials', () => {
    const { client } = connectBucket({ ...local, AWS_SECRET_ACCESS_KEY: 'one' });
    expect(connectBucket({ ...local, AWS_SECRET_ACCESS_KEY: 'two' }).client).not.toBe(client);
    expect(connectBucket({ ...local, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4567' }).client).not.toBe(client);
  });

  it.each([
    ['in the cloud', {}, 50],
    ['beside its server', { SARCOMERE_S3_PATH_STYLE: 'true' }, 12],
  ])(
    'gives up what is silent, and holds a bounded number of connections %s',
    async (_where, style, maxSockets) => {
      const { requestHandler } = connectBucket({ ...local, ...style }).client.config as unknown as {
        requestHandler: { configProvider: Promise<Record<string, unknown>> };
      };
      const { httpsAgent, ...limits } = await requestHandler.configProvider;
      expect(limits).toMatchObject({ connectionTimeout: 60_000, socketTimeout: 60_000 });
      expect(httpsAgent).toMatchObject({ maxSockets, keepAlive: true });
    },
  );
});

describe('a server that takes a request and falls silent', () => {
  it.each([
    ['before its answer', ''],
    ['in the middle of it', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
  ])('%s is given up, by an error that the state machine retries', async (_when, start) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.write(start));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const env = { ...system, ...keys, SARCOMERE_S3_PATH_STYLE: 'true' };
    const bucket = connectBucket({ ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
    const { requestHandler } = bucket.client.config as unknown as {
      requestHandler: { updateHttpClientConfig: (name: string, value: number) => void };
    };
    requestHandler.updateHttpClientConfig('socketTimeout', 200);
    const given = markTransient(() => bucket.getBytes('a'));
    await expect(given).rejects.toMatchObject({ name: 'TransientError' });
    server.close();
  });
});

describe('the region of a deployed system', () => {
  it.each<[string, Environment, string]>([
    ['that of its state machine', system, 'eu-west-1'],
    [
      'that of its state machine, whatever else is named',
      { ...system, AWS_REGION: 'us-east-1' },
      'eu-west-1',
    ],
    ['AWS_REGION', { ...elsewhere, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }, 'eu-west-1'],
    [
      'AWS_DEFAULT_REGION, which the SDK does not read',
      { ...elsewhere, AWS_DEFAULT_REGION: 'eu-west-1' },
      'eu-west-1',
    ],
  ])('is %s', async (_name, env, region) => {
    vi.stubEnv('AWS_REGION', 'ap-south-1'); // nothing is taken from elsewhere
    expect(await connectBucket(env).client.config.region()).toBe(region);
    expect(await connectRuns(env).client.config.region()).toBe(region);
  });

  it('is else found by the SDK, in the profile', async () => {
    vi.stubEnv('AWS_REGION', 'ap-south-1');
    expect(await connectBucket(elsewhere).client.config.region()).toBe('ap-south-1');
  });
});
