import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, ended } from '../clients.testing.ts';
import { fixtureFunctions } from '../functions/fixture-functions.testing.ts';
import { stateMachineArn } from '../names.ts';
import { type LocalWorld, startLocalWorld } from '../world.ts';
import { hasChromium, visit } from './chromium.testing.ts';
import { startHostileSite } from './hostile-site.testing.ts';

const Bucket = 'sarcomere';
const recording = 'time_s,emg_rf_mV\n0,0.5 of a person\n';

describe.skipIf(!hasChromium)(
  'a hostile page in Chromium (skipped if /usr/bin/chromium is not installed)',
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sarcomere-hostile-'));
    let world: LocalWorld;
    let clients: ReturnType<typeof clientsOf>;
    beforeAll(async () => {
      world = await startLocalWorld({
        dataDir,
        ports: { bucket: 0, stepFunctions: 0, api: 0 },
        workers: 1,
        functions: fixtureFunctions,
        env: { SARCOMERE_SETTLE_S: '0.2' },
      });
      clients = clientsOf(world);
      await put('studies/knee/recording.csv', recording);
      await put('models/knee/latest.json', '{"run":"ours"}');
      await put('runs/knee/keep.json', '{}');
    });
    afterAll(async () => {
      await world.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const put = (Key: string, Body: string) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const objects = async () => {
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key, ETag }) => [Key, ETag]);
    };

    // To a browser, one is another site, and the other the same site on another port.
    it.each(['localhost', '127.0.0.1'])('on %s reads, changes and starts nothing', async (host) => {
      const before = await objects();
      const site = await startHostileSite(world);
      try {
        await visit(`http://${host}:${site.port}/`, Promise.race([site.done, tooLate()]));
      } finally {
        site.close();
      }
      expect(site.loot).toEqual([]);
      expect(await objects()).toEqual(before);
      const { executions } = await clients.stepFunctions.send(new ListExecutionsCommand({ stateMachineArn }));
      expect(executions).toEqual([]);
    });

    it('is refused what clients with the secret are given', async () => {
      const Key = 'studies/knee/recording.csv';
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body!.transformToString()).toBe(recording);
      const headers = { authorization: `Bearer ${world.apiToken}` };
      expect((await fetch(`${world.apiUrl}/v1/models`, { headers })).status).toBe(200);
      await put('models/knee/latest.json', '{"run":"newer"}');
      await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'runs/knee/keep.json' }));
      const keys = (await objects()).map(([name]) => name);
      expect(keys).toEqual(['models/knee/latest.json', 'studies/knee/recording.csv']);
      await put('studies/hostile/study.json', JSON.stringify({ subdomains: ['one'] }));
      expect((await ended(clients.stepFunctions, 'hostile')).status).toBe('SUCCEEDED');
    });
  },
);

async function tooLate(): Promise<never> {
  await sleep(90_000, undefined, { ref: false });
  throw new Error('the page was not through with its attack in time');
}
