import { describe, expect, it } from 'vitest';
import type { Settings } from '../settings.ts';
import { account, apiOf, deployedOutputs as outputs } from './account.fixture.ts';
import { deploy } from './deploy.ts';
import type { CommandOutcome } from './run-command.ts';
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
function deployInto(here: ReturnType<typeof account>, { agreed = true, chosen = settings } = {}) {
  const said: string[] = [];
  const done = deploy({
    run: here.run,
    settings: chosen,
    region: 'eu-west-1',
    say: (line) => said.push(line),
    confirm: async () => agreed,
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
    const here = account();
    const { done, said } = deployInto(here);
    expect(await done).toMatchObject({ bucket: 'emg-bucket' });
    const order = here.asked
      .filter((line) => /^(cdk|sarcomere)/.test(line))
      .map((line) => line.split(' ', 2).join(' '));
    expect(order).toEqual([
      'cdk diff',
      'cdk deploy',
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
      account({ 'aws cloudformation describe-stacks --stack-name Sarcomere': described }),
    );
    await done;
    expect(said.join('\n')).toMatch(/d-1\.execute-api\.eu-west-1\.amazonaws\.com.*\(hosted zone Z1\)/);
  });

  it('asks for no more executions where an earlier deployment has reserved its own', async () => {
    const here = account({ 'aws lambda get-account-settings': '100' });
    expect(await deployInto(here).done).toBeDefined();
  });

  it('prints what the command line needs, and who is told of alarms, before the smoke run may fail', async () => {
    const here = account({ 'sarcomere upload': 1 });
    const alarmEmail = 'ada@example.org';
    const { done, said } = deployInto(here, { chosen: { ...settings, alarmEmail } });
    await expect(done).rejects.toThrow('sarcomere upload ended with 1');
    expect(said.join('\n')).toContain('export SARCOMERE_BUCKET=emg-bucket');
    expect(said.join('\n')).toContain('alarms and ends of runs reach ada@example.org once the two mails');
  });

  it('begins where nobody shall be told of alarms, and not where nobody has said so', async () => {
    const toNobody = deployInto(account(), { chosen: { ...settings, alarmEmail: 'nobody' } });
    expect(await toNobody.done).toBeDefined();
    expect(toNobody.said).toContain('alarms and ends of runs reach nobody by mail, as alarmEmail says');

    const here = account();
    const { alarmEmail: _, ...unsaid } = settings;
    const { done, said } = deployInto(here, { chosen: unsaid });
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain("alarmEmail: 'you@example.org' into infra/cloud/settings.ts");
    expect(here.did('cdk')).toBe(false);
  });

  it('changes nothing where the difference is not agreed to', async () => {
    const here = account();
    expect(await deployInto(here, { agreed: false }).done).toBeUndefined();
    expect(here.did('cdk deploy')).toBe(false);
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
        'aws cloudformation describe-stacks --stack-name Sarcomere': failed(
          'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id Sarcomere does not exist',
        ),
      },
      'Service Quotas',
    ],
  ])('does not begin where %s, and says what to do', async (_name, answers, advice) => {
    const here = account(answers);
    const { done, said } = deployInto(here);
    expect(await done).toBeUndefined();
    expect(said.join('\n')).toContain(advice);
    expect(here.did('cdk')).toBe(false);
  });

  it.each([{ gpu: true }, { nativeTraining: true }])(
    'asks for Docker where there is an image: %o',
    async (wanted) => {
      const here = account({ 'docker version': 1 });
      const { done, said } = deployInto(here, { chosen: { ...settings, ...wanted } });
      expect(await done).toBeUndefined();
      expect(said.join('\n')).toContain('Docker');
    },
  );

  it('fails where CDK does', async () => {
    await expect(deployInto(account({ 'cdk deploy': 1 })).done).rejects.toThrow('cdk deploy ended with 1');
  });
});

describe('taking it down', () => {
  it('deletes the stack where its bucket is empty', async () => {
    const here = account();
    expect(await teardown({ run: here.run, say: () => {} })).toBe(true);
    expect(here.did('cdk destroy')).toBe(true);
  });

  it.each([
    ['there are data inside', '1'],
    ['it cannot be seen whether there are', 255],
  ])('refuses where %s', async (_name, listed) => {
    const here = account({ 'aws s3api list-objects-v2': listed });
    const said: string[] = [];
    expect(await teardown({ run: here.run, say: (line) => said.push(line) })).toBe(false);
    expect(said.join('\n')).toContain('refused');
    expect(here.did('cdk destroy')).toBe(false);
  });

  it.each([
    ['Stack with id Sarcomere does not exist', 'there is no stack Sarcomere in this account and region'],
    ['Unable to locate credentials', 'cannot see the stack Sarcomere: there are no AWS credentials'],
  ])('fails in plain words where AWS answers: %s', async (answer, said) => {
    const here = account({
      'aws cloudformation describe-stacks --stack-name Sarcomere': failed(answer),
    });
    await expect(teardown({ run: here.run, say: () => {} })).rejects.toThrow(said);
  });
});
