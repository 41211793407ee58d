import { describe, expect, it } from 'vitest';
import type { Settings } from '../settings/settings.ts';
import { apiOf, changeSetOf, deployedOutputs as outputs, simulatedAccount } from './account.testing.ts';
import { deploy } from './deploy.ts';
import type { CommandOutcome } from './run-command.ts';
import { setVariables } from './set-variables.ts';
import { teardown } from './teardown.ts';

const settings: Settings = {
  profile: 'standard',
  auth: { kind: 'cognito' },
  gpu: false,
  nativeTraining: false,
  runBudgetUsd: 10,
  spendLimitUsd: 100,
  switchOffAtSpendLimit: true,
  alarmEmail: 'lab@example.org',
};
const noStack = failed(
  'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id Sarcomere does not exist',
);
const stackName = 'Sarcomere';
function deployInto(
  here: ReturnType<typeof simulatedAccount>,
  { isAgreed = true, chosen = settings, agreed = [] as string[] } = {},
) {
  const said: string[] = [];
  const done = deploy({
    run: here.run,
    settings: chosen,
    region: 'eu-west-1',
    say: (line) => said.push(line),
    agreed,
    confirm: async () => isAgreed,
    pause: async () => {},
    ask: apiOf('Bearer a token'),
  });
  return { done, said };
}

function failed(stderr: string): CommandOutcome {
  return { code: 254, stdout: stderr };
}

describe('deploying', () => {
  it('shows the difference, deploys, and names what the command line needs', async () => {
    const here = simulatedAccount();
    const { done, said } = deployInto(here);
    expect(await done).toMatchObject({ bucket: 'emg-bucket' });
    const order = here.asked
      .filter((line) => /^(synth|cdk|sarcomere)/.test(line))
      .map((line) => line.replace(/^(sarcomere \w+) .*/, '$1'));
    expect(order).toEqual([
      'synth',
      'cdk deploy --require-approval never --method prepare-change-set --change-set-name sarcomere-deploy',
      'cdk diff',
      'cdk deploy --method execute-change-set --change-set-name sarcomere-deploy',
      'sarcomere simulate',
      'sarcomere upload',
      'sarcomere status',
      'sarcomere token',
      'sarcomere delete',
    ]);
    expect(said).toContain(
      'export SARCOMERE_BUCKET=emg-bucket SARCOMERE_STATE_MACHINE_ARN=arn:aws:states:eu-west-1:123456789012:stateMachine:m AWS_REGION=eu-west-1',
    );
    expect(said).toContain('export SARCOMERE_API=https://api.example.org');
    expect(said).toContain(
      'export SARCOMERE_ISSUER=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a SARCOMERE_CLIENT_ID=people',
    );
    expect(said.join('\n')).not.toContain('DNS');
  });

  it("says where the DNS record of a name of one's own must lead", async () => {
    const target = [
      { OutputKey: 'DnsTarget', OutputValue: 'd-1.execute-api.eu-west-1.amazonaws.com' },
      { OutputKey: 'DnsTargetZone', OutputValue: 'Z1' },
    ];
    const described = JSON.stringify([...outputs, ...target]);
    const { done, said } = deployInto(
      simulatedAccount({ 'aws cloudformation describe-stacks --stack-name Sarcomere': described }),
    );
    await done;
    expect(said.join('\n')).toMatch(/d-1\.execute-api\.eu-west-1\.amazonaws\.com.*\(hosted zone Z1\)/);
  });

  it('asks for no more executions if an earlier deployment has reserved its own', async () => {
    const here = simulatedAccount({ 'aws lambda get-account-settings': '100' });
    expect(await deployInto(here).done).toBeDefined();
  });

  it('prints the variables of the command line and the address of alarms before the smoke run may fail', async () => {
    const here = simulatedAccount({ 'sarcomere upload': 1 });
    const alarmEmail = 'ada@example.org';
    const { done, said } = deployInto(here, { chosen: { ...settings, alarmEmail } });
    await expect(done).rejects.toThrow('sarcomere upload ended with 1');
    expect(said.join('\n')).toContain('export SARCOMERE_BUCKET=emg-bucket');
    expect(said.join('\n')).toContain('alarms and ends of runs reach ada@example.org after the two mails');
  });

  it('begins if alarmEmail is nobody, and not if it is missing', async () => {
    const toNobody = deployInto(simulatedAccount(), { chosen: { ...settings, alarmEmail: 'nobody' } });
    expect(await toNobody.done).toBeDefined();
    expect(toNobody.said).toContain('alarms and ends of runs are not mailed, as alarmEmail says');

    const here = simulatedAccount();
    const { alarmEmail: _, ...unsaid } = settings;
    const { done, said } = deployInto(here, { chosen: unsaid });
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain("alarmEmail: 'you@example.org' into infra/cloud/settings/settings.ts");
    expect(here.did('cdk')).toBe(false);
  });

  it('changes nothing if the difference is not confirmed', async () => {
    const here = simulatedAccount();
    expect(await deployInto(here, { isAgreed: false }).done).toBeUndefined();
    expect(here.asked.filter((line) => line.startsWith('cdk deploy'))).toEqual([
      expect.stringContaining('--method prepare-change-set'),
    ]);
    expect(here.did('aws cloudformation delete-change-set')).toBe(true);
  });

  it.each([
    ['there is no stack yet', noStack],
    ['the first deployment has failed', '"ROLLBACK_COMPLETE"'],
  ])('has nothing to lose if %s, and deploys at once', async (_name, status) => {
    const here = simulatedAccount({
      'aws cloudformation describe-stacks --stack-name Sarcomere --query Stacks[0].StackStatus': status,
    });
    expect(await deployInto(here).done).toBeDefined();
    expect(here.asked.filter((line) => line.startsWith('cdk deploy'))).toEqual([
      'cdk deploy --require-approval never',
    ]);
  });

  it('runs the smoke run, but executes nothing, if nothing has changed', async () => {
    const here = simulatedAccount({
      'aws cloudformation describe-change-set': failed(
        'An error occurred (ChangeSetNotFound) when calling …',
      ),
    });
    expect(await deployInto(here).done).toBeDefined();
    expect(here.asked.join()).not.toContain('execute-change-set');
    expect(here.did('sarcomere upload')).toBe(true);
  });

  it('does not deploy if the changes cannot be read', async () => {
    const here = simulatedAccount({
      'aws cloudformation describe-change-set': failed('An error occurred (AccessDenied) when calling …'),
    });
    await expect(deployInto(here).done).rejects.toThrow(
      'cannot read the changes of the deployment: these AWS credentials',
    );
    expect(here.asked.join()).not.toContain('execute-change-set');
  });

  it('prints for PowerShell on Windows', async () => {
    expect(setVariables({ AWS_REGION: 'eu-west-1', A: 'b' }, 'win32')).toBe(
      "$env:AWS_REGION = 'eu-west-1'; $env:A = 'b'",
    );
    expect(setVariables({ AWS_REGION: 'eu-west-1', A: 'b' }, 'darwin')).toBe(
      'export AWS_REGION=eu-west-1 A=b',
    );
  });

  it.each([
    [
      'there are no credentials',
      { 'aws sts': failed('Unable to locate credentials. You can configure credentials …') },
      'there are no AWS credentials',
    ],
    [
      'the credentials have expired',
      {
        'aws sts': failed('An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: …'),
      },
      'have expired: sign in again',
    ],
    [
      'AWS has no command line here',
      { 'aws sts': { code: 127, stdout: 'the command aws is not installed' } },
      'the command aws is not installed',
    ],
    [
      'the account is not bootstrapped',
      {
        'aws cloudformation describe-stacks --stack-name CDKToolkit': failed(
          'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id CDKToolkit does not exist',
        ),
      },
      'npx cdk bootstrap aws://123456789012/eu-west-1',
    ],
    [
      'it cannot be seen whether the account is bootstrapped',
      {
        'aws cloudformation describe-stacks --stack-name CDKToolkit': failed(
          'An error occurred (AccessDenied) when calling the DescribeStacks operation: User: arn:aws:iam::123456789012:user/lab is not authorized to perform: cloudformation:DescribeStacks',
        ),
      },
      'cannot see whether account 123456789012 is bootstrapped in eu-west-1: these AWS credentials may not do this: An error occurred (AccessDenied)',
    ],
    [
      'the account is new and may do little at once',
      {
        'aws lambda get-account-settings': '10',
        'aws cloudformation describe-stacks --stack-name Sarcomere': noStack,
      },
      'Service Quotas',
    ],
  ])('does not begin if %s, and says what to do', async (_name, answers, advice) => {
    const here = simulatedAccount(answers);
    const { done, said } = deployInto(here);
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain(advice);
    expect(here.did('cdk')).toBe(false);
  });

  it.each([{ gpu: true }, { nativeTraining: true }])(
    'asks for Docker if there is an image: %o',
    async (wanted) => {
      const here = simulatedAccount({ 'docker version': 1 });
      const { done, said } = deployInto(here, { chosen: { ...settings, ...wanted } });
      expect(await done).toBeUndefined();
      expect(said.join('\n')).toContain('Docker');
    },
  );

  it('fails if CDK fails', async () => {
    await expect(deployInto(simulatedAccount({ 'cdk deploy': 1 })).done).rejects.toThrow(
      'cdk deploy ended with 1',
    );
  });
});

describe('a deployment that would take something away', () => {
  const replaced = {
    Action: 'Modify',
    LogicalResourceId: 'StorageBucket1',
    PhysicalResourceId: 'emg-bucket',
    ResourceType: 'AWS::S3::Bucket',
    Replacement: 'True',
    Details: [
      { Target: { Attribute: 'Properties', Name: 'ObjectLockEnabled', RequiresRecreation: 'Always' } },
    ],
  };
  const training = {
    Action: 'Modify',
    LogicalResourceId: 'TrainFunction1',
    ResourceType: 'AWS::Lambda::Function',
    Replacement: 'True',
    Details: [{ Target: { Attribute: 'Properties', Name: 'PackageType', RequiresRecreation: 'Always' } }],
  };
  const accountWith = (change: object, running: readonly string[] = []) =>
    simulatedAccount({
      'aws cloudformation describe-change-set': changeSetOf(change),
      'aws stepfunctions list-executions': JSON.stringify(running),
    });
  const executed = (here: ReturnType<typeof simulatedAccount>) =>
    here.asked.join().includes('execute-change-set');

  it('is refused for a bucket with resource, reason and fix, and gives the change set up', async () => {
    const here = accountWith(replaced);
    const { done, said } = deployInto(here, { chosen: { ...settings, profile: 'clinical' } });
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain('DEPLOY_LOSES_DATA');
    expect(said.join('\n')).toContain(
      'AWS::S3::Bucket StorageBucket1 (emg-bucket), because of ObjectLockEnabled',
    );
    expect(said.join('\n')).toContain('npm run deploy -- --replace=StorageBucket1');
    expect(executed(here)).toBe(false);
    expect(here.did('aws cloudformation delete-change-set')).toBe(true);
  });

  it('is done if it was allowed by name', async () => {
    const here = accountWith(replaced);
    expect(await deployInto(here, { agreed: ['StorageBucket1'] }).done).toBeDefined();
    expect(executed(here)).toBe(true);
  });

  it('is refused for a function while runs are running, which it names', async () => {
    const here = accountWith(training, ['knee-1', 'wrist-2']);
    const { done, said } = deployInto(here, { chosen: { ...settings, nativeTraining: true } });
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain('DEPLOY_STOPS_RUNS');
    expect(said.join('\n')).toContain('while these runs are running: knee-1, wrist-2');
    expect(executed(here)).toBe(false);
  });

  it('is refused for a function if a run starts while the difference is read', async () => {
    const here = accountWith(training);
    let listings = 0;
    const run: typeof here.run = async (command, args, options) => {
      const isListing = args.includes('list-executions');
      if (isListing && listings++ > 0) return { code: 0, stdout: '["knee-1"]' };
      return here.run(command, args, options);
    };
    const { done, said } = deployInto({ ...here, run }, { chosen: { ...settings, nativeTraining: true } });
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain('while these runs are running: knee-1');
    expect(executed(here)).toBe(false);
  });

  it('is done for a function if no run is running', async () => {
    const here = accountWith(training);
    expect(await deployInto(here, { chosen: { ...settings, nativeTraining: true } }).done).toBeDefined();
    expect(executed(here)).toBe(true);
  });

  it('is not done if running runs cannot be listed', async () => {
    const here = simulatedAccount({
      'aws cloudformation describe-change-set': changeSetOf(training),
      'aws stepfunctions list-executions': failed('An error occurred (AccessDeniedException) …'),
    });
    await expect(deployInto(here).done).rejects.toThrow('cannot see whether runs are running');
    expect(executed(here)).toBe(false);
  });
});

describe('taking it down', () => {
  it('deletes the stack if its bucket is empty', async () => {
    const here = simulatedAccount();
    expect(await teardown({ run: here.run, stackName, say: () => {} })).toBe(true);
    expect(here.did('cdk destroy')).toBe(true);
  });

  it.each([
    ['there are data inside', '1'],
    ['it cannot be seen whether there are', 255],
  ])('refuses if %s', async (_name, listed) => {
    const here = simulatedAccount({ 'aws s3api list-objects-v2': listed });
    const said: string[] = [];
    expect(await teardown({ run: here.run, stackName, say: (line) => said.push(line) })).toBe(false);
    expect(said.join('\n')).toContain('refused');
    expect(here.did('cdk destroy')).toBe(false);
  });

  it.each([
    ['Stack with id Sarcomere does not exist', 'there is no stack Sarcomere in this account and region'],
    ['Unable to locate credentials', 'cannot see the stack Sarcomere: there are no AWS credentials'],
  ])('fails in plain words if AWS answers: %s', async (answer, said) => {
    const here = simulatedAccount({
      'aws cloudformation describe-stacks --stack-name Sarcomere': failed(answer),
    });
    await expect(teardown({ run: here.run, stackName, say: () => {} })).rejects.toThrow(said);
  });
});
