import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { connectBucket, sha256 } from '../../../layers/run/storage/index.ts';
import { projectRoot } from '../root.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from './second-engine.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-cli-'));

/** S3 and Step Functions as strangers serve them, named by the environment as a deployed system is. */
describe.skipIf(!hasMoto)(
  'the command line and a deployed system (skipped without moto_server)',
  { timeout: 60_000 },
  () => {
    let engine: SecondEngine;
    let env: Record<string, string>;
    let bucket: Bucket;
    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
      env = {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL_S3: engine.url,
        AWS_ENDPOINT_URL_SFN: engine.url,
        SARCOMERE_S3_PATH_STYLE: 'true',
        SARCOMERE_BUCKET: 'deployed',
      };
      bucket = connectBucket(env);
      await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const sfn = new SFNClient({ endpoint: engine.url, region: 'us-east-1', credentials });
      const { stateMachineArn } = await sfn.send(
        new CreateStateMachineCommand({
          name: 'deployed',
          definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
          roleArn: 'arn:aws:iam::123456789012:role/any',
        }),
      );
      env.SARCOMERE_STATE_MACHINE_ARN = stateMachineArn!;
      const input = JSON.stringify({ bucket: 'deployed', study: 'knee', run: 'r1' });
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'r1', input }));
      for (const file of ['study.json', 'a.csv']) await bucket.put(keys.studyFile('knee', file), '{}');
      const model = {
        'model.json': '{}',
        'weights.bin': 'x',
        'metrics.json': '{"mode":"single","scores":[]}',
        'report.html': 'x',
      };
      for (const [name, text] of Object.entries(model))
        await bucket.put(keys.model('knee', 'r1', name), text);
      const digests = Object.entries(model).map(([name, text]) => `${sha256(text)}  ${name}\n`);
      await bucket.put(keys.model('knee', 'r1', 'MANIFEST.sha256'), digests.join(''));
      await bucket.putJson(keys.latest('knee'), {
        study: 'knee',
        run: 'r1',
        publishedAt: '2026-03-02T00:00:00.000Z',
        manifestDigest: sha256(digests.join('')),
      });
    }, 60_000);
    afterAll(async () => {
      await engine?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function sarcomere(...args: string[]): Promise<Record<string, unknown>> {
      const main = join(projectRoot, 'cli/main.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json'], {
        env: { PATH: process.env.PATH, ...env },
      });
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    }

    it('shows its runs, and one of them', async () => {
      expect(await sarcomere('status')).toMatchObject({
        runs: [{ run: 'r1', study: 'knee', state: 'Published' }],
      });
      expect(await sarcomere('status', 'r1')).toMatchObject({ run: 'r1', state: 'Published' });
    });

    it('redrives no run that has not failed', async () => {
      await expect(sarcomere('redrive', 'r1')).rejects.toThrow('run r1 has published its model');
      await expect(sarcomere('redrive', 'r9')).rejects.toThrow('There is no run r9.');
    });

    it('shows its models and fetches one with its report', async () => {
      expect(await sarcomere('models')).toMatchObject({ models: [{ study: 'knee', run: 'r1' }] });
      const fetched = await sarcomere('report', 'knee', '--out', folder);
      expect(fetched).toMatchObject({ run: 'r1', report: expect.stringContaining(folder) });
    });

    it('deletes a study with everything that was made of it', async () => {
      expect(await sarcomere('delete', 'knee', '--yes')).toMatchObject({ study: 'knee', deleted: 8 });
      expect(await bucket.list('')).toEqual([]);
    });
  },
);
