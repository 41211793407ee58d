import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { connectBucket } from './connect.ts';
import { startImpatientServer } from './impatient-server.testing.ts';

let server: Awaited<ReturnType<typeof startImpatientServer>>;
afterEach(() => server.close());

const clientOf = (url: string) =>
  connectBucket({
    SARCOMERE_BUCKET: 'emg',
    SARCOMERE_S3_PATH_STYLE: 'true',
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }).client;

describe('the connections of a client', () => {
  it('are let go when they are idle, before S3 closes them', async () => {
    server = await startImpatientServer(20_000);
    const closed = server.closed();
    await get(clientOf(server.url));
    await closed;
  }, 15_000);

  it('are new after work that kept the thread for longer than S3 waits', async () => {
    server = await startImpatientServer(5500);
    const client = clientOf(server.url);
    await get(client);
    keepThreadMs(6500);
    expect(await get(client)).toBe(1);
  }, 20_000);

  it('are tried six times', async () => {
    server = await startImpatientServer(20_000);
    expect(await clientOf(server.url).config.maxAttempts()).toBe(6);
  });
});

/** @returns how many attempts it took */
async function get(client: ReturnType<typeof clientOf>): Promise<number | undefined> {
  const { Body, $metadata } = await client.send(new GetObjectCommand({ Bucket: 'emg', Key: 'a' }));
  await Body!.transformToByteArray();
  return $metadata.attempts;
}

function keepThreadMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
