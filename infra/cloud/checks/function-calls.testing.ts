import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { keys } from '../../../layers/run/records/index.ts';
import { type FunctionName, functions, touchesStudies } from '../../system.ts';
import { bucketAccess } from '../constructs/access.ts';
import { functionId } from '../constructs/function-id.ts';
import { awsCallsFrom } from './aws-calls.testing.ts';
import { templateOf } from './template.testing.ts';

/**
 * Actions that a role needs for each command of AWS's SDK if a key encrypts the objects. Without s3:ListBucket an
 * object that is not there is a refusal (403), which our code does not take for "not there".
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
const actionsOfCommands: Readonly<Record<string, readonly string[]>> = {
  GetObjectCommand: ['s3:GetObject', 's3:ListBucket', 'kms:Decrypt'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket', 'kms:Decrypt'],
  ListObjectsV2Command: ['s3:ListBucket'],
  PutObjectCommand: ['s3:PutObject', 'kms:GenerateDataKey'],
  CreateMultipartUploadCommand: ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'],
  UploadPartCommand: ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'],
  CompleteMultipartUploadCommand: ['s3:PutObject', 'kms:Decrypt'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  CopyObjectCommand: ['s3:GetObject', 's3:PutObject', 'kms:Decrypt', 'kms:GenerateDataKey'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  // By version, too.
  DeleteObjectsCommand: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  ListObjectVersionsCommand: ['s3:ListBucketVersions'],
  StartExecutionCommand: ['states:StartExecution'],
  StopExecutionCommand: ['states:StopExecution'],
  RedriveExecutionCommand: ['states:RedriveExecution'],
  DescribeExecutionCommand: ['states:DescribeExecution'],
  ListExecutionsCommand: ['states:ListExecutions'],
  DisableRuleCommand: ['events:DisableRule'],
  // To a topic that is encrypted.
  PublishCommand: ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey'],
};

/** Actions that a role may do although our code sends no command for them, each with the reason. */
const besides: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda logs in the name of the function',
  'logs:PutLogEvents': 'Lambda logs in the name of the function',
  'xray:PutTraceSegments': 'Lambda traces in the name of the function',
  'xray:PutTelemetryRecords': 'Lambda traces in the name of the function',
  'sqs:SendMessage': 'Lambda keeps events that the function fails on',
  'sqs:GetQueueAttributes': 'Lambda keeps events that the function fails on',
  'sqs:GetQueueUrl': 'Lambda keeps events that the function fails on',
  'ec2:CreateNetworkInterface': 'Lambda connects the function to its network',
  'ec2:DescribeNetworkInterfaces': 'Lambda connects the function to its network',
  'ec2:DescribeSubnets': 'Lambda connects the function to its network',
  'ec2:DeleteNetworkInterface': 'Lambda connects the function to its network',
  'ec2:AssignPrivateIpAddresses': 'Lambda connects the function to its network',
  'ec2:UnassignPrivateIpAddresses': 'Lambda connects the function to its network',
  's3:AbortMultipartUpload': 'whoever may write may give up what it has written in parts',
  'kms:Decrypt': 'whoever may write may write in parts, which reads the data key again',
};

const jobEntry = 'functions/train-subdomain/job.ts';
const names = Object.keys(functions) as FunctionName[];
const calls = awsCallsFrom([...names.map((name) => functions[name].entry), jobEntry]);
const callers: [caller: string, entry: string, role: string, template: Template][] = [
  ...names.map((name): [string, string, string, Template] => [
    name,
    functions[name].entry,
    `${functionId(name)}Role`,
    templateOf(),
  ]),
  ...names.map((name): [string, string, string, Template] => [
    `${name}, clinical`,
    functions[name].entry,
    `${functionId(name)}Role`,
    templateOf({ profile: 'clinical' }),
  ]),
  ['the GPU job', jobEntry, 'GpuTrainingJobRole', templateOf({ gpu: true })],
];

describe.each(callers)('the role of %s', (_caller, entry, role, template) => {
  const commands = [...calls.get(entry)!.commands];
  const needed = new Set(commands.flatMap((command) => actionsOfCommands[command] ?? []));
  const allowed = new Set(actionsOf(template, role));

  it('is for code whose every call to AWS is known', () => {
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.filter((command) => !(command in actionsOfCommands))).toEqual([]);
  });

  it('allows every call that the code can make', () => {
    expect([...needed].filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('allows no call that the code cannot make, save for what AWS does in its name', () => {
    expect([...allowed].filter((action) => !needed.has(action) && !(action in besides))).toEqual([]);
  });
});

describe.each(names.filter(touchesStudies))('the objects that %s may touch', (name) => {
  const { keys: used } = calls.get(functions[name].entry)!;
  const { read, write, remove = [] } = bucketAccess[name];
  const allowed = new Set<string>([...read, ...write, ...remove]);

  it('are those of every key that its code makes', () => {
    const objects = [...used].filter((key) => !key.endsWith('Prefix'));
    expect(objects.filter((key) => !allowed.has(partOf(key)))).toEqual([]);
  });

  it('are no others', () => {
    const parts = new Set([...used].map(partOf));
    expect([...allowed].filter((part) => !parts.has(part))).toEqual([]);
  });
});

describe('following code to its calls', () => {
  it('finds the keys that are used, one by one', () => {
    const used = [...calls.get(functions['publish-model'].entry)!.keys];
    expect(used).toContain('latest');
    expect(used).not.toContain('studyFile');
  });

  it('finds those of the bucket by the methods that are used, and of all else that is sent', () => {
    expect([...calls.get(functions['start-run'].entry)!.commands]).toEqual(
      expect.arrayContaining(['StartExecutionCommand', 'ListObjectsV2Command']),
    );
    expect([...calls.get(functions['start-run'].entry)!.commands]).not.toContain('DeleteObjectsCommand');
    expect([...calls.get(functions['aggregate-models'].entry)!.commands]).toContain('UploadPartCommand');
  });

  it('goes through what is imported only when it is asked for', () => {
    expect([...calls.get(jobEntry)!.commands]).toEqual(
      expect.arrayContaining(['GetObjectCommand', 'PutObjectCommand']),
    );
  });
});

/** `studies`, `runs` or `models`: the first part of a key. */
function partOf(key: string): string {
  const make = keys[key as keyof typeof keys] as (...names: string[]) => string;
  return make('some', 'some', 'some', 'some').split('/')[0]!;
}

function actionsOf(template: Template, role: string): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref.startsWith(role)),
  );
  return policies.flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action),
  );
}
