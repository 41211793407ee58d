import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, ended } from './fixtures/clients.ts';
import { fixtureFunctions } from './fixtures/functions.ts';
import { type LocalWorld, startLocalWorld } from './world.ts';

const hasAws = isOnPath('aws');

/** The `aws` command knows nothing of us: it is the stranger whose calls must simply work. */
describe.skipIf(!hasAws)(
  `the aws command${hasAws ? '' : ' (skipped: not on PATH)'}`,
  { timeout: 120_000 },
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'sarcomere-stranger-'));
    const study = join(directory, 'knee');
    let world: LocalWorld;
    let aws: (...args: string[]) => Promise<string>;
    beforeAll(async () => {
      world = await startLocalWorld({
        dataDir: join(directory, 'data'),
        ports: { bucket: 0, stepFunctions: 0, api: 0 },
        workers: 1,
        functions: fixtureFunctions,
      });
      const env = { PATH: process.env.PATH, HOME: directory, ...world.env };
      aws = async (...args) => (await promisify(execFile)('aws', args, { env })).stdout;
      mkdirSync(join(study, 'bogota'), { recursive: true });
      writeFileSync(join(study, 'bogota', '1A_sen.csv'), 'time_s,emg\n0,1\n');
      writeFileSync(join(study, 'large file.csv'), 'x'.repeat(17 * 1024 ** 2)); // three parts
      const recordings = [{ file: 'bogota/1A_sen.csv' }, { file: 'large file.csv' }];
      writeFileSync(join(study, 'study.json'), JSON.stringify({ subdomains: ['one'], recordings }));
    });
    afterAll(async () => {
      await world?.close();
      rmSync(directory, { recursive: true, force: true });
    });

    it('uploads a study with cp --recursive, and one run starts', async () => {
      await aws('s3', 'cp', '--recursive', study, 's3://sarcomere/studies/knee/');
      const { stepFunctions } = clientsOf(world);
      expect((await ended(stepFunctions, 'knee')).status).toBe('SUCCEEDED');
    });

    it('has nothing left to do when it synchronises the same study, and reads its executions', async () => {
      expect(await aws('s3', 'sync', '--size-only', study, 's3://sarcomere/studies/knee/')).toBe('');
      const arn = world.env.SARCOMERE_STATE_MACHINE_ARN!;
      const listed = await aws(
        'stepfunctions',
        'list-executions',
        '--state-machine-arn',
        arn,
        '--output',
        'json',
      );
      expect(JSON.parse(listed).executions).toMatchObject([{ status: 'SUCCEEDED' }]);
    });
  },
);

function isOnPath(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
