import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectBucket } from './connect.ts';

const empty =
  '<ListBucketResult><Name>b</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

describe('the time of a bucket', () => {
  it.each([0, -7, 7])('is that of its server, %d hours from this machine', async (hours) => {
    const server = createServer((_request, response) => {
      const date = new Date(Date.now() + hours * 3_600_000).toUTCString();
      response.writeHead(200, { 'content-type': 'application/xml', date }).end(empty);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const bucket = connectBucket({
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SARCOMERE_BUCKET: 'b',
      SARCOMERE_S3_PATH_STYLE: 'true',
    });
    await bucket.list('runs/');
    const aheadHours = (bucket.now().getTime() - Date.now()) / 3_600_000;
    expect(aheadHours).toBeCloseTo(hours, 1);
    server.closeAllConnections();
    server.close();
  });
});
