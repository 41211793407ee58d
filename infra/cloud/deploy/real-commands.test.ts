import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Guard, startGuardedApi } from '../../../test/guarded-api.testing.ts';
import { type WorldUnderTest, worldUnderTest } from '../../../test/local-world.testing.ts';
import { startOAuthServer } from '../../../test/oauth-server.testing.ts';
import { hasValidSignature } from '../../../test/signature.testing.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from '../checks/second-engine.testing.ts';
import { type Settings, settings } from '../settings/settings.ts';
import { obstacles } from './account.ts';
import { assemblyFolder } from './cdk.ts';
import { giveUpChangeSet, prepareChangeSet } from './change-set.ts';
import { refusals } from './guard.ts';
import { isInstalled, type Outputs } from './outputs.ts';
import { type RunCommand, runOnThisMachine } from './run-command.ts';
import { runningRunNames } from './running-runs.ts';
import { smokeRun } from './smoke-run.ts';
import { teardown } from './teardown.ts';

/** Commands as they are, in an environment that has these besides. */
function inEnvironment(env: Readonly<Record<string, string>>): RunCommand {
  return (command, args, options = {}) =>
    runOnThisMachine(command, args, { ...options, env: { ...env, ...options.env } });
}

/** The environment in which AWS's command line finds an account of moto_server. */
function awsIn({ url }: SecondEngine): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

const hasAws = spawnSync('aws', ['--version']).status === 0;

describe('the smoke run, in the local world', { timeout: 180_000 }, () => {
  let under: WorldUnderTest;
  beforeAll(async () => {
    under = await worldUnderTest();
  });
  afterAll(() => under.close());
  afterEach(() => vi.unstubAllEnvs());

  /** Runs the smoke run against this world behind a door, and returns the printed lines. */
  async function smoke(
    auth: Settings['auth'],
    guard: Guard,
    { env = {}, ...outputs }: { env?: Record<string, string> } & Partial<Outputs> = {},
  ): Promise<string[]> {
    const api = await startGuardedApi(under.world, guard);
    onTestFinished(api.close);
    const said: string[] = [];
    await smokeRun({
      run: inEnvironment({ ...under.world.env, ...env }),
      outputs: {
        bucket: under.world.env.SARCOMERE_BUCKET!,
        stateMachineArn: under.world.env.SARCOMERE_STATE_MACHINE_ARN!,
        apiUrl: api.url,
        ...outputs,
      },
      auth,
      say: (line) => said.push(line),
    });
    expect(await under.bucket.list('')).toEqual([]);
    return said.slice(1);
  }
  const success = [
    expect.stringMatching(
      /^the API refuses calls without credentials, and returned a prediction of \d{3,} rows$/,
    ),
    'the smoke run published its model; its study was deleted',
  ];

  it('simulates a study, sees its model published, has it predict for a signed request, and leaves nothing', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'HERKEY');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'her secret');
    const said = await smoke({ kind: 'iam' }, async (request) =>
      hasValidSignature(request, 'her secret') ? undefined : 403,
    );
    expect(said).toEqual(success);
  });

  it.skipIf(!hasMoto || !hasAws)(
    "does so again, for a machine, whose secret AWS's command line gets from moto_server (skipped if one is not installed)",
    async () => {
      const engine = await startSecondEngine(async () => ({}));
      onTestFinished(engine.close);
      const aws = inEnvironment(awsIn(engine));
      const made = async (...args: string[]) => {
        const { code, stdout } = await aws('aws', ['cognito-idp', ...args, '--output', 'text']);
        expect(code, stdout).toBe(0);
        return stdout.trim();
      };
      const userPoolId = await made('create-user-pool', '--pool-name', 'lab', '--query', 'UserPool.Id');
      const client = ['--user-pool-id', userPoolId, '--client-name', 'machines', '--generate-secret'];
      const shown = ['--query', 'UserPoolClient.[ClientId,ClientSecret]'];
      const created = await made('create-user-pool-client', ...client, ...shown);
      const [id = '', secret = ''] = created.split(/\s+/);
      const issuer = await startOAuthServer([{ id, secret }]);
      onTestFinished(issuer.close);
      const said = await smoke(
        { kind: 'cognito' },
        async ({ headers }) => {
          const [, token = ''] = /^Bearer (\S+)$/.exec(String(headers.authorization)) ?? [];
          const { clientId, scopes } = (await issuer.holderOf(token)) ?? {};
          return clientId === id && scopes?.includes('sarcomere/predict') ? undefined : 401;
        },
        {
          env: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: engine.url },
          identity: { issuer: issuer.issuer, userPoolId, peopleClientId: 'nobody', machinesClientId: id },
        },
      );
      expect(said).toEqual(success);
    },
  );
});

describe.skipIf(!hasMoto || !hasAws)(
  "AWS's command line and an account of moto_server (skipped if one is not installed)",
  { timeout: 120_000 },
  () => {
    let engine: SecondEngine;
    let aws: RunCommand;
    const cdk: string[] = [];
    /** Commands to AWS go to moto_server; commands to CDK are only noted. */
    const run: RunCommand = async (command, args, options) => {
      if (command === 'aws') return aws(command, args, options);
      const [file = '', ...words] = args;
      cdk.push([basename(file), ...words].join(' '));
      return { code: 0, stdout: '' };
    };
    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
      aws = inEnvironment(awsIn(engine));
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

    it('tell what a deployment would remove, which runs are running, and take the change set back', async () => {
      const stackName = 'Sarcomere-guarded';
      const users = { Type: 'AWS::Cognito::UserPool', Properties: {} };
      const topic = { Type: 'AWS::SNS::Topic', Properties: {} };
      await createStack(stackName, { Resources: { Users: users, Topic: topic } });
      /** Prepares a change set as CDK does after the upload of the assets. */
      const prepares: RunCommand = async (command, args, options) => {
        if (command === 'aws') return aws(command, args, options);
        const template = JSON.stringify({ Resources: { Topic: topic } });
        const named = [
          '--stack-name',
          stackName,
          '--change-set-name',
          args[args.indexOf('--change-set-name') + 1]!,
        ];
        const words = [
          'create-change-set',
          '--change-set-type',
          'UPDATE',
          ...named,
          '--template-body',
          template,
        ];
        return aws('aws', ['cloudformation', ...words]);
      };
      expect(await isInstalled(aws, stackName)).toBe(true);
      const changeSet = await prepareChangeSet(prepares, stackName);
      const [fault, ...others] = refusals(changeSet.changes, { settings, running: [], agreed: [] });
      expect(fault).toMatchObject({ code: 'DEPLOY_LOSES_DATA', where: { column: 'auth' } });
      expect(others).toEqual([]);
      await giveUpChangeSet(aws, changeSet);

      const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Succeed' } } });
      const role = 'arn:aws:iam::123456789012:role/any';
      const made = ['create-state-machine', '--name', 'm', '--definition', definition, '--role-arn', role];
      const { stdout } = await aws('aws', ['stepfunctions', ...made, '--output', 'json']);
      const { stateMachineArn } = JSON.parse(stdout) as { stateMachineArn: string };
      expect(await runningRunNames(aws, stateMachineArn)).toEqual([]);
      await expect(runningRunNames(aws, `${stateMachineArn}-gone`)).rejects.toThrow(
        'cannot see whether runs',
      );
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
      expect(await teardown({ run, stackName: 'Sarcomere', say: (line) => said.push(line) })).toBe(false);
      expect(said.join()).toContain('refused: there are data below s3://emg-data/models/');
      expect(cdk).toEqual([]);

      await aws('aws', ['s3', 'rm', '--recursive', 's3://emg-data/']);
      expect(await teardown({ run, stackName: 'Sarcomere', say: (line) => said.push(line) })).toBe(true);
      expect(cdk).toEqual(['app.ts', `cdk destroy --force --app ${assemblyFolder}`]);
    });
  },
);
