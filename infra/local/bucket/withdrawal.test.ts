import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys, withdrawSubject } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { connectBucket } from '../../../layers/run/storage/index.ts';
import { testCredentials, testEnv } from '../clients.testing.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';

const study = 'knee';

describe('withdrawal from the bucket of one machine', () => {
  let storageDir: string;
  let server: BucketServer;
  let bucket: Bucket;

  beforeEach(async () => {
    storageDir = mkdtempSync(join(tmpdir(), 'sarcomere-withdrawal-'));
    server = await startBucketServer({
      storageDir,
      bucket: 'sarcomere',
      credentials: testCredentials,
      port: 0,
      onObjectCreated: () => {},
    });
    bucket = connectBucket({
      ...testEnv,
      SARCOMERE_BUCKET: 'sarcomere',
      SARCOMERE_S3_PATH_STYLE: 'true',
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_REGION: 'us-east-1',
    });
    const recordings = ['anna', 'bert'].map((subject) => ({ file: `${subject}.csv`, subject }));
    await bucket.putJson(keys.manifest(study), { recordings });
    for (const { file } of recordings) await bucket.put(keys.studyFile(study, file), file);
    for (const [run, subject] of [
      ['r1', 'anna'],
      ['r2', 'bert'],
    ] as const) {
      await bucket.putJson(keys.prepared(study, run, 'problem.json'), { recordings: [{ subject }] });
      await bucket.put(keys.model(study, run, 'weights.bin'), 'weights');
    }
    await bucket.putJson(keys.latest(study), { study, run: 'r1' });
  });
  afterEach(async () => {
    await server.close();
    rmSync(storageDir, { recursive: true, force: true });
  });

  const withdraw = () => withdrawSubject(bucket, study, 'anna', { startsRun: false });
  const left = async () => (await bucket.list('')).map(({ key }) => key);

  it('deletes what is of the person, and nothing else', async () => {
    expect(await withdraw()).toMatchObject({ runs: ['r1'], models: ['r1'], isPublishedModelWithdrawn: true });
    expect(await left()).toEqual([
      'models/knee/r2/weights.bin',
      'runs/knee/r2/prepared/problem.json',
      'studies/knee/bert.csv',
      'studies/knee/study.json',
    ]);
  });

  it('takes a run whose list of recordings is damaged for one that holds everybody', async () => {
    flipByte(keys.prepared(study, 'r2', 'problem.json'));
    expect(await withdraw()).toMatchObject({ runs: ['r1', 'r2'], models: ['r1', 'r2'] });
    expect(await left()).toEqual(['studies/knee/bert.csv', 'studies/knee/study.json']);
  });

  it('is not kept from it by a damaged pointer to the published model', async () => {
    flipByte(keys.latest(study));
    expect(await withdraw()).toMatchObject({ models: ['r1'], isPublishedModelWithdrawn: true });
    expect(await left()).not.toContain(keys.latest(study));
  });

  /** Changes the bytes of an object on the disk. */
  function flipByte(key: string): void {
    const folder = join(storageDir, 'buckets/sarcomere/objects', key, '..');
    const name = key.split('/').at(-1)!;
    const file = readdirSync(folder).find((one) => one.startsWith(name) && one.endsWith('.data'))!;
    const bytes = readFileSync(join(folder, file));
    bytes[0]! ^= 1;
    writeFileSync(join(folder, file), bytes);
  }
});
