import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { smallStudy } from '../../../test/small-study.testing.ts';
import { assemblyFolder } from './cdk.ts';
import type { CommandOutcome, RunCommand } from './run-command.ts';

/** Outputs of the deployed stack. */
export const deployedOutputs = [
  { OutputKey: 'BucketName', OutputValue: 'emg-bucket' },
  { OutputKey: 'StateMachineArn', OutputValue: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' },
  { OutputKey: 'ApiUrl', OutputValue: 'https://api.example.org/' },
  { OutputKey: 'Issuer', OutputValue: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a' },
  { OutputKey: 'UserPoolId', OutputValue: 'eu-west-1_a' },
  { OutputKey: 'PeopleClientId', OutputValue: 'people' },
  { OutputKey: 'MachinesClientId', OutputValue: 'machines' },
];

/** The text that a command prints, the code that it ends with, or both. */
export type CommandAnswer = string | number | CommandOutcome;

/** An account as command lines show it: the answer of each command, by the words that the command begins with. */
export function simulatedAccount(answers: Readonly<Record<string, CommandAnswer>> = {}) {
  const asked: string[] = [];
  const environments: Readonly<Record<string, string>>[] = [];
  const known: Record<string, CommandAnswer> = {
    'aws sts': '{"Account":"123456789012"}',
    'aws cloudformation describe-stacks --stack-name CDKToolkit': '{}',
    'aws cloudformation describe-stacks --stack-name Sarcomere': JSON.stringify(deployedOutputs),
    'aws cloudformation describe-stacks --stack-name Sarcomere --query Stacks[0].StackStatus':
      '"UPDATE_COMPLETE"',
    'aws cloudformation describe-change-set': changeSetOf({
      Action: 'Modify',
      ResourceType: 'AWS::IAM::Policy',
    }),
    'aws cloudformation delete-change-set': '',
    'aws stepfunctions list-executions': '[]',
    'aws lambda get-account-settings': '1000',
    'aws s3api list-objects-v2': '0',
    synth: '',
    'cdk diff': '',
    'cdk deploy': '',
    'cdk destroy': '',
    'docker version': '',
    'aws cognito-idp describe-user-pool-client': 'the secret of the machines\n',
    'sarcomere simulate': '',
    'sarcomere upload': 'uploading\n{"study":"smoke-run","run":"r1"}',
    'sarcomere status': runs({ state: 'Published' }),
    'sarcomere token': 'a token\n',
    'sarcomere delete': '',
    ...answers,
  };
  const run: RunCommand = async (command, args, { env = {} } = {}): Promise<CommandOutcome> => {
    const line = command === process.execPath ? nodeLine(args) : [command, ...args].join(' ');
    asked.push(line);
    environments.push(env);
    if (line.startsWith('sarcomere simulate')) writeStudy(args[args.indexOf('--out') + 1]!);
    const longestFirst = Object.keys(known).sort((a, b) => b.length - a.length);
    const found = longestFirst.find((start) => line.startsWith(start));
    if (found === undefined) throw new Error(`nobody expected ${line}`);
    const answer = known[found]!;
    if (typeof answer === 'object') return answer;
    return typeof answer === 'number' ? { code: answer, stdout: '' } : { code: 0, stdout: answer };
  };
  return { run, asked, environments, did: (start: string) => asked.some((line) => line.startsWith(start)) };
}

/** The output of `sarcomere status --json` for the smoke run and one before it. */
export function runs(seen: { readonly state: string; readonly reason?: string }): string {
  const before = { run: 'r0', state: 'Failed', reason: 'long ago' };
  return JSON.stringify({ runs: [{ run: 'r1', ...seen }, before] });
}

/** The output of `describe-change-set`. */
export function changeSetOf(...changes: readonly object[]): string {
  return JSON.stringify({ Changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })) });
}

/** A file that Node runs, by the name of the command that it is; CDK is given no command but the folder of the assembly. */
function nodeLine([file, ...args]: readonly string[]): string {
  if (file!.endsWith(join('infra', 'cloud', 'app.ts'))) return 'synth';
  if (!file!.endsWith(join('aws-cdk', 'bin', 'cdk'))) return ['sarcomere', ...args].join(' ');
  if (args.at(-1) !== assemblyFolder) throw new Error(`CDK gets no assembly: ${args.join(' ')}`);
  return ['cdk', ...args.slice(0, -2)].join(' ');
}

function writeStudy(folder: string): void {
  for (const [file, text] of smallStudy('smoke-run')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const twoRows = [0, 0.01];

/** A prediction with the model of the smoke run. */
export const prediction = {
  model: 'r1',
  study: 'smoke-run',
  joint: 'wrist',
  sampleRateHz: 100,
  positive: 'flexion',
  timeS: twoRows,
  angleRad: twoRows,
  angleDeg: twoRows,
  forcesN: Object.fromEntries(['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU'].map((muscle) => [muscle, twoRows])),
  spread: { angleRad: twoRows, forcesN: {} },
  emgNormalisedBy: 'subject',
  outOfRange: [false, false],
  warmUp: [true, false],
};

/** A deployed API that takes one authorization and refuses all others; it answers every request alike. */
export function apiOf(authorization: string, answer: unknown = prediction, refusal = 401): typeof fetch {
  return async (_url, { headers = {} } = {}) => {
    const isAllowed = new Headers(headers).get('authorization')?.startsWith(authorization) ?? false;
    return isAllowed ? Response.json(answer) : Response.json({ message: 'no' }, { status: refusal });
  };
}
