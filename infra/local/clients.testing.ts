import { S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { executionArn, stateMachineArn } from './names.ts';
import type { LocalWorld } from './world.ts';

type Reachable = Pick<LocalWorld, 'bucketUrl' | 'stepFunctionsUrl' | 'env'> & {
  readonly pathStyle?: boolean;
};

/** Clients of the AWS SDK for a world. */
export function clientsOf(world: Reachable) {
  const credentials = {
    accessKeyId: world.env.AWS_ACCESS_KEY_ID!,
    secretAccessKey: world.env.AWS_SECRET_ACCESS_KEY!,
  };
  const region = 'us-east-1';
  const s3 = new S3Client({
    endpoint: world.bucketUrl,
    forcePathStyle: world.pathStyle ?? true,
    region,
    credentials,
  });
  const stepFunctions = new SFNClient({ endpoint: world.stepFunctionsUrl, region, credentials });
  return { s3, stepFunctions };
}

/** The runs of a study, from the API. */
export async function runsOf(stepFunctions: SFNClient, study: string): Promise<DescribeExecutionOutput[]> {
  const { executions = [] } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = await Promise.all(executions.map(({ name }) => describe(stepFunctions, name!)));
  return described.filter(({ input }) => JSON.parse(input!).study === study);
}

export function describe(stepFunctions: SFNClient, name: string): Promise<DescribeExecutionOutput> {
  return stepFunctions.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
}

/** Waits for the only run of a study to end. */
export async function ended(stepFunctions: SFNClient, study: string): Promise<DescribeExecutionOutput> {
  for (;;) {
    const [run] = await runsOf(stepFunctions, study);
    if (run && run.status !== 'RUNNING') return run;
    await new Promise((again) => setTimeout(again, 50));
  }
}

/** Credentials for a server that a test starts apart from a world, and the environment that holds them. */
export const testCredentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'a secret of a test' };
export const testEnv = {
  AWS_ACCESS_KEY_ID: testCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testCredentials.secretAccessKey,
};
