import { describe, expect, it } from 'vitest';
import type { Settings } from '../settings.ts';
import { deploy } from './deploy.ts';
import type { CommandOutcome, RunCommand } from './run-command.ts';
import { smokeRun } from './smoke-run.ts';
import { teardown } from './teardown.ts';

const settings: Settings = {
  profile: 'standard',
  auth: { kind: 'cognito' },
  gpu: false,
  nativeTraining: false,
  spendLimitUsd: 100,
};
const outputs = [
  { OutputKey: 'BucketName', OutputValue: 'emg-bucket' },
  { OutputKey: 'StateMachineArn', OutputValue: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' },
  { OutputKey: 'ApiUrl', OutputValue: 'https://api.example.org/' },
];

/** What a command says, the code that it ends with, or both. */
type Answer = string | number | CommandOutcome;

/** An account as its command lines show it: what each answers, by the words that it begins with. */
function account(answers: Readonly<Record<string, Answer>> = {}) {
  const asked: string[] = [];
  const known: Record<string, Answer> = {
    'aws sts': '{"Account":"123456789012"}',
    'aws cloudformation describe-stacks --stack-name CDKToolkit': '{}',
    'aws cloudformation describe-stacks --stack-name Sarcomere': JSON.stringify(outputs),
    'aws lambda get-account-settings': '1000',
    'aws s3api list-objects-v2': '0',
    'cdk diff': '',
    'cdk deploy': '',
    'cdk destroy': '',
    'sarcomere simulate': '',
    'sarcomere upload': 'uploading\n{"study":"smoke-run","run":"r1"}',
    'sarcomere status': '{"run":"r1","state":"Published"}',
    'sarcomere delete': '',
    ...answers,
  };
  const run: RunCommand = async (command, args): Promise<CommandOutcome> => {
    const isOurs = command === process.execPath;
    const words = isOurs ? ['sarcomere', ...args.slice(1)] : [command, ...args];
    const line = words.join(' ');
    asked.push(line);
    const longestFirst = Object.keys(known).sort((a, b) => b.length - a.length);
    const found = longestFirst.find((start) => line.startsWith(start));
    if (found === undefined) throw new Error(`nobody expected ${line}`);
    const answer = known[found]!;
    if (typeof answer === 'object') return answer;
    return typeof answer === 'number' ? { code: answer, stdout: '' } : { code: 0, stdout: answer };
  };
  return { run, asked, did: (start: string) => asked.some((line) => line.startsWith(start)) };
}

function deployInto(here: ReturnType<typeof account>, { agreed = true, chosen = settings } = {}) {
  const said: string[] = [];
  const done = deploy({
    run: here.run,
    settings: chosen,
    region: 'eu-west-1',
    say: (line) => said.push(line),
    confirm: async () => agreed,
    pause: atOnce,
  });
  return { done, said };
}

const atOnce = async () => {};

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
      'sarcomere delete',
    ]);
    expect(said).toContain(
      'export SARCOMERE_BUCKET=emg-bucket SARCOMERE_STATE_MACHINE_ARN=arn:aws:states:eu-west-1:123456789012:stateMachine:m AWS_REGION=eu-west-1',
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
    expect(said.at(-1)).toMatch(/d-1\.execute-api\.eu-west-1\.amazonaws\.com.*\(hosted zone Z1\)/);
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
      { 'aws lambda get-account-settings': '10' },
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

describe('the smoke run', () => {
  const stack = { bucket: 'emg-bucket', stateMachineArn: 'arn:m', apiUrl: '' };

  it('uploads, waits for the model, and cleans up', async () => {
    const here = account();
    await smokeRun(here.run, stack, () => {}, atOnce);
    expect(here.asked.map((line) => line.split(' ')[1])).toEqual(['simulate', 'upload', 'status', 'delete']);
  });

  it('says why its run failed, and leaves it to be looked at', async () => {
    const here = account({ 'sarcomere status': '{"run":"r1","state":"Failed","reason":"QuorumMissed"}' });
    await expect(smokeRun(here.run, stack, () => {}, atOnce)).rejects.toThrow('Failed: QuorumMissed');
    expect(here.did('sarcomere delete')).toBe(false);
  });

  it('does not wait for ever', async () => {
    const here = account({ 'sarcomere status': '{"run":"r1","state":"Running"}' });
    await expect(smokeRun(here.run, stack, () => {}, atOnce)).rejects.toThrow('did not end');
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
