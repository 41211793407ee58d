import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WorldUnderTest, worldUnderTest } from '../../../test/fixtures/local-world.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from '../second-engine.fixture.ts';
import { settings } from '../settings.ts';
import { obstacles } from './account.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { smokeRun } from './smoke-run.ts';
import { teardown } from './teardown.ts';

/** Commands as they are, in an environment that has these besides. */
function inEnvironment(env: Readonly<Record<string, string>>): RunCommand {
  return (command, args, options = {}) =>
    runCommand(command, args, { ...options, env: { ...env, ...options.env } });
}

describe('the smoke run, in the local world', { timeout: 180_000 }, () => {
  let under: WorldUnderTest;
  beforeAll(async () => {
    under = await worldUnderTest();
  });
  afterAll(() => under.close());

  it('simulates a study, uploads it, sees its model published, and leaves nothing', async () => {
    const { env } = under.world;
    const said: string[] = [];
    const outputs = {
      bucket: env.SARCOMERE_BUCKET!,
      stateMachineArn: env.SARCOMERE_STATE_MACHINE_ARN!,
      apiUrl: '',
    };
    await smokeRun(inEnvironment(env as Record<string, string>), outputs, (line) => said.push(line));
    expect(said.at(-1)).toBe('the smoke run published its model, and was deleted again');
    expect(await under.bucket.list('')).toEqual([]);
  });
});

const hasAws = spawnSync('aws', ['--version']).status === 0;

describe.skipIf(!hasMoto || !hasAws)(
  "AWS's command line and an account of moto_server (skipped where one is not installed)",
  { timeout: 120_000 },
  () => {
    let engine: SecondEngine;
    let aws: RunCommand;
    const cdk: string[] = [];
    /** What a deployment asks AWS, it asks here; CDK is only noted. */
    const run: RunCommand = async (command, args, options) => {
      if (command === 'aws') return aws(command, args, options);
      cdk.push([command, ...args].join(' '));
      return { code: 0, stdout: '' };
    };
    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
      aws = inEnvironment({
        AWS_ENDPOINT_URL: engine.url,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      });
    }, 60_000);
    afterAll(() => engine?.close());

    async function createStack(name: string, template: object): Promise<void> {
      const words = ['create-stack', '--stack-name', name, '--template-body', JSON.stringify(template)];
      const { code, stdout } = await aws('aws', ['cloudformation', ...words]);
      expect(code, stdout).toBe(0);
    }

    it('tell whether it is bootstrapped', async () => {
      expect(await obstacles(run, settings, 'us-east-1')).toContainEqual(
        expect.stringContaining('is not bootstrapped in us-east-1: npx cdk bootstrap aws://'),
      );
      await createStack('CDKToolkit', { Resources: { Assets: { Type: 'AWS::S3::Bucket' } } });
      const left = await obstacles(run, settings, 'us-east-1');
      expect(left.filter((obstacle) => obstacle.includes('bootstrap'))).toEqual([]);
    });

    it('refuse to take down a stack with data in its bucket, and take it down when they are gone', async () => {
      const outputs = { BucketName: 'emg-data', StateMachineArn: 'arn', ApiUrl: 'https://api.example.org' };
      await createStack('Sarcomere', {
        Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'emg-data' } } },
        Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
      });
      const put = ['put-object', '--bucket', 'emg-data', '--key', 'models/knee/latest.json'];
      expect((await aws('aws', ['s3api', ...put])).code).toBe(0);
      const said: string[] = [];
      expect(await teardown({ run, say: (line) => said.push(line) })).toBe(false);
      expect(said.join()).toContain('refused: there are data below s3://emg-data/models/');
      expect(cdk).toEqual([]);

      await aws('aws', ['s3', 'rm', '--recursive', 's3://emg-data/']);
      expect(await teardown({ run, say: (line) => said.push(line) })).toBe(true);
      expect(cdk).toEqual(['cdk destroy --force']);
    });
  },
);
