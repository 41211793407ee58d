import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { functions } from '../infra/system.ts';

/** Remaining time that middy sees; if middy ended the step, it would throw its `TimeoutError`. */
const remainingMs = 100;
const server = createServer((_request, response) => {
  setTimeout(() => response.writeHead(404).end(), 4 * remainingMs);
});
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SFN: endpoint,
    SARCOMERE_BUCKET: 'slow',
    SARCOMERE_S3_PATH_STYLE: 'true',
    SARCOMERE_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:m',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const steps = Object.entries(functions).filter(([name]) => name !== 'serve-api');

describe('a step whose storage is slow', () => {
  it.each(steps)('%s waits for it to the end of its own time', async (_name, { entry }) => {
    const { handler } = (await import(/* @vite-ignore */ `../${entry}`)) as {
      handler: (event: unknown, context: Context) => Promise<unknown>;
    };
    const event = {
      bucket: 'slow',
      study: 'knee',
      run: 'r1',
      subdomain: 'single',
      detail: { object: { key: 'studies/knee/study.json' } },
    };
    const context = {
      awsRequestId: 'id',
      getRemainingTimeInMillis: () => remainingMs,
    } as unknown as Context;
    const ended = await handler(event, context).catch((error: Error) => error.name);
    expect(ended).not.toBe('TimeoutError');
  });
});
