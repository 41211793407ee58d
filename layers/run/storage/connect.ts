import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Bucket } from './bucket.ts';
import { connections, onOpenSockets } from './connections.ts';

/** Names, endpoints and credentials, as in the `process.env` of a Lambda function. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * One client for each system and thread: a client keeps its connections, and a new client for each call would leave them
 * open.
 */
const clients = new Map<string, S3Client | SFNClient>();

function sharedClient<Client extends S3Client | SFNClient>(
  service: string,
  settings: object,
  make: () => Client,
): Client {
  const name = JSON.stringify([service, settings]);
  const client = (clients.get(name) as Client | undefined) ?? make();
  clients.set(name, client);
  return client;
}

/**
 * The bucket that the environment names. A server on loopback has no DNS name for each bucket, so it is used with the path
 * style.
 */
export function connectBucket(env: Environment = process.env): Bucket {
  const name = env.SARCOMERE_BUCKET;
  if (!name) throw new Error('SARCOMERE_BUCKET is not set');
  const forcePathStyle = env.SARCOMERE_S3_PATH_STYLE === 'true';
  const config = {
    forcePathStyle,
    // The SDK's default, but a profile or AWS_REQUEST_CHECKSUM_CALCULATION could switch it off, and a bucket with
    // object lock takes no object without a checksum.
    requestChecksumCalculation: 'WHEN_SUPPORTED',
    ...settings(env, env.AWS_ENDPOINT_URL_S3),
  } as const;
  const client = sharedClient('s3', config, () => onOpenSockets(new S3Client(config)));
  return new Bucket(client, name);
}

/** Step Functions and the state machine that the environment names; runs are its executions. */
export function connectRuns(env: Environment = process.env): { client: SFNClient; stateMachineArn: string } {
  const stateMachineArn = env.SARCOMERE_STATE_MACHINE_ARN;
  if (!stateMachineArn) throw new Error('SARCOMERE_STATE_MACHINE_ARN is not set');
  const config = settings(env, env.AWS_ENDPOINT_URL_SFN);
  return { client: sharedClient('sfn', config, () => onOpenSockets(new SFNClient(config))), stateMachineArn };
}

/** Settings of the environment; the SDK finds the others by its own chain (profile, role, instance). */
function settings(env: Environment, endpoint: string | undefined) {
  const region = regionOf(env);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  const hasKeys = AWS_ACCESS_KEY_ID !== undefined && AWS_SECRET_ACCESS_KEY !== undefined;
  return {
    ...connections(env.SARCOMERE_S3_PATH_STYLE === 'true'),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(hasKeys
      ? {
          credentials: {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
          },
        }
      : {}),
  };
}

/**
 * The region of the deployed system. The ARN of its state machine names it and takes precedence over the environment.
 * AWS_DEFAULT_REGION is read by the AWS command line, but not by the SDK.
 */
function regionOf({ SARCOMERE_STATE_MACHINE_ARN = '', AWS_REGION, AWS_DEFAULT_REGION }: Environment) {
  const [, named] = /^arn:[\w-]+:states:([\w-]+):/.exec(SARCOMERE_STATE_MACHINE_ARN) ?? [];
  return named || AWS_REGION || AWS_DEFAULT_REGION || undefined;
}
