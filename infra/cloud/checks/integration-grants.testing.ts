import type { State } from '../../prune-definition.ts';

/** Rights that the role of a state machine needs for one integration: actions, and the resources of each. */
export interface Need {
  readonly actions: readonly string[];
  /** Part of the ARN, as the template writes it; absent: any resource, since AWS knows none or the state names it. */
  readonly on?: RegExp;
}

interface Integration {
  /** The part of a state that uses the integration. */
  readonly isUsedBy: (state: State) => boolean;
  readonly needs: readonly Need[];
  /** Page of AWS's documentation that says so. */
  readonly source: string;
}

const guide = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const bucketKey: Need = { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], on: /StorageKey/ };

/** Every integration that the definition may use. One that is not here has nobody who has looked up what it needs. */
export const integrations: Readonly<Record<string, Integration>> = {
  'a Lambda function by its ARN': {
    isUsedBy: ({ Type, Resource }) => Type === 'Task' && /^\$\{\w+Arn\}$/.test(Resource ?? ''),
    needs: [{ actions: ['lambda:InvokeFunction'] }],
    source: `${guide}/connect-lambda.html#lambda-iam`,
  },
  'arn:aws:states:::batch:submitJob.sync': {
    isUsedBy: ({ Resource }) => Resource === 'arn:aws:states:::batch:submitJob.sync',
    needs: [
      { actions: ['batch:SubmitJob'], on: /Queue.*job-definition|job-definition.*Queue/s },
      { actions: ['batch:DescribeJobs', 'batch:TerminateJob'] },
      {
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        on: /rule\/StepFunctionsGetEventsForBatchJobsRule/,
      },
    ],
    source: `${guide}/connect-batch.html#batch-iam`,
  },
  'a Distributed Map': {
    isUsedBy: ({ ItemProcessor }) =>
      (ItemProcessor?.ProcessorConfig as { Mode?: string } | undefined)?.Mode === 'DISTRIBUTED',
    needs: [
      { actions: ['states:StartExecution'], on: /StudyRunMachine/ },
      { actions: ['states:DescribeExecution', 'states:StopExecution'], on: /:execution:.*:\*/s },
      { actions: ['states:RedriveExecution'], on: /:execution:.*\/TrainManySubdomains:\*/s },
    ],
    source: `${guide}/iam-policies-eg-dist-map.html`,
  },
  'items from one object': {
    isUsedBy: ({ ItemReader }) => readerOf(ItemReader) === 'arn:aws:states:::s3:getObject',
    needs: [{ actions: ['s3:GetObject'], on: /\/runs\/\*/ }, bucketKey],
    source: `${guide}/iam-policies-eg-dist-map.html#itemreader-iam-policies`,
  },
  'results into the bucket': {
    isUsedBy: ({ ResultWriter }) => readerOf(ResultWriter) === 'arn:aws:states:::s3:putObject',
    needs: [
      {
        actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        on: /\/runs\/\*/,
      },
      bucketKey,
    ],
    source: `${guide}/input-output-resultwriter.html#resultwriter-iam-policies`,
  },
};

/** Rights that the machine itself needs, whatever its states do. */
export const needsOfMachine: Readonly<
  Record<string, { readonly needs: readonly Need[]; readonly source: string }>
> = {
  LoggingConfiguration: {
    needs: [
      {
        actions: [
          'logs:CreateLogDelivery',
          'logs:GetLogDelivery',
          'logs:UpdateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        on: /^"\*"$/,
      },
    ],
    source: `${guide}/cw-logs.html#cloudwatch-iam-policy`,
  },
  TracingConfiguration: {
    needs: [
      {
        actions: [
          'xray:PutTraceSegments',
          'xray:PutTelemetryRecords',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
        ],
        on: /^"\*"$/,
      },
    ],
    source: `${guide}/xray-iam.html`,
  },
};

/** The integrations of a state: a task's resource, a reader, a writer, a Distributed Map. */
export function usesOf(state: State): string[] {
  const uses = [
    ...(state.Type === 'Task' ? [state.Resource ?? 'a task without a resource'] : []),
    ...(state.ItemReader ? [readerOf(state.ItemReader)] : []),
    ...(state.ResultWriter ? [readerOf(state.ResultWriter)] : []),
    ...(state.ItemProcessor && integrations['a Distributed Map']!.isUsedBy(state)
      ? ['a Distributed Map']
      : []),
  ];
  return uses.map(String);
}

function readerOf(one: unknown): string | undefined {
  return (one as { Resource?: string } | undefined)?.Resource;
}
