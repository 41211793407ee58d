import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateMachineFile } from '../system.ts';
import { startBucketServer } from './bucket/bucket-server.ts';
import { lockDirectory } from './disk/directory-lock.ts';
import { projectRoot } from './functions/invoker.ts';
import { newSecrets } from './guard/secrets.ts';
import { ExecutionStore } from './machine/execution-store.ts';
import { StepFunctions } from './machine/step-functions.ts';
import { startStepFunctionsEndpoint } from './machine/step-functions-endpoint.ts';
import { bucketName, region, stateMachineArn } from './names.ts';

/** Bucket and runs of a data folder while no process works in it. */
export interface WorldAtRest {
  /** Environment variables with which the AWS SDKs reach them. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** True if an earlier process left a bucket in the folder. */
export function hasLeftBucket(dataDir: string): boolean {
  return existsSync(join(dataDir, 'bucket', 'buckets', bucketName));
}

/**
 * Opens the data folder of an earlier process for reading: no run goes on, no upload starts a run, no function is called.
 *
 * @throws FaultError DATA_DIR_IN_USE, DATA_DIR_UNUSABLE
 */
export async function openWorldAtRest(dataFolder: string): Promise<WorldAtRest> {
  const dataDir = resolve(dataFolder);
  const closers: (() => void | Promise<void>)[] = [lockDirectory(dataDir)];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { credentials } = newSecrets();
    const bucket = await startBucketServer({
      credentials,
      storageDir: join(dataDir, 'bucket'),
      bucket: bucketName,
      port: 0,
      onObjectCreated: () => {},
    });
    closers.push(bucket.close);
    const runs = new StepFunctions({
      definitionText: readFileSync(new URL(stateMachineFile, projectRoot), 'utf8'),
      store: new ExecutionStore(join(dataDir, 'executions')),
      invoke: () => Promise.reject(new Error('no function is called in a world at rest')),
      readObject: bucket.read,
      mapConcurrency: 1,
    });
    const endpoint = await startStepFunctionsEndpoint(runs, { credentials, port: 0 });
    closers.push(endpoint.close);
    return {
      env: {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_REGION: region,
        AWS_ENDPOINT_URL_S3: bucket.url,
        AWS_ENDPOINT_URL_SFN: endpoint.url,
        SARCOMERE_BUCKET: bucketName,
        SARCOMERE_STATE_MACHINE_ARN: stateMachineArn,
        SARCOMERE_S3_PATH_STYLE: 'true',
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
