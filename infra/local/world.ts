import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, devNull } from 'node:os';
import { join, resolve } from 'node:path';
import {
  aggregationEnv,
  functions as allFunctions,
  routes,
  stateMachineFile,
  uploadEventPattern,
} from '../system.ts';
import { startBucketServer } from './bucket/bucket-server.ts';
import { type UploadEvent, uploadEvent } from './bucket/upload-event.ts';
import { lockDirectory } from './disk/directory-lock.ts';
import { type Disk, disk as realDisk } from './disk/disk.ts';
import { LogFile } from './disk/log-file.ts';
import type { LogLine } from './functions/invocation.ts';
import { type FunctionTable, projectRoot, startInvoker } from './functions/invoker.ts';
import { startGateway } from './gateway/gateway.ts';
import { makePrivate } from './guard/private-folder.ts';
import { newSecrets } from './guard/secrets.ts';
import { EventQueue } from './machine/event-queue.ts';
import { ExecutionStore } from './machine/execution-store.ts';
import { matches } from './machine/rule.ts';
import { StepFunctions } from './machine/step-functions.ts';
import { startStepFunctionsEndpoint } from './machine/step-functions-endpoint.ts';
import { bucketName, region, stateMachineArn } from './names.ts';

export interface LocalWorldOptions {
  /** Folder that holds everything: the bucket, the executions, the functions' log. */
  readonly dataDir: string;
  /** Ports. Default: the usual port if it is free, else any; 0: any. */
  readonly ports?: { readonly bucket?: number; readonly stepFunctions?: number; readonly api?: number };
  /** Threads for the steps of runs. Default: one for each core. */
  readonly workers?: number;
  /** Gets every line that a function writes. Default: appended to `functions.log` in the data folder. */
  readonly log?: (line: LogLine) => void;
  readonly functions?: FunctionTable;
  /** Added to the environment of the functions. */
  readonly env?: Readonly<Record<string, string>>;
  /** Delay before every retry, instead of the delays of the state machine. */
  readonly retryDelayMs?: number;
  /** Gets messages for the user, such as a full disk or a damaged file. Default: stderr. */
  readonly warn?: (line: string) => void;
  readonly disk?: Disk;
}

export interface LocalWorld {
  readonly bucketUrl: string;
  readonly stepFunctionsUrl: string;
  readonly apiUrl: string;
  readonly bucketName: string;
  /** Bearer token of the API. */
  readonly apiToken: string;
  /** Environment variables with which the AWS SDKs or the `aws` command reach this world. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts the whole system in this process, on loopback: bucket, upload rule, functions, state machine, HTTPS
 * API. Goes on with the runs that an earlier process left in the data folder.
 *
 * @throws FaultError if the data folder is in use by another process, not private, or not a data folder
 */
export async function startLocalWorld(options: LocalWorldOptions): Promise<LocalWorld> {
  const dataDir = resolve(options.dataDir);
  makePrivate(dataDir);
  const closers: (() => void | Promise<void>)[] = [lockDirectory(dataDir)];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await startParts(options, dataDir, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts the parts; each adds its closer, so that all are closed in reverse order. */
async function startParts(
  { ports = {}, workers = availableParallelism(), functions = allFunctions, ...options }: LocalWorldOptions,
  dataDir: string,
  closers: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<LocalWorld> {
  const { disk = realDisk, warn = (line) => process.stderr.write(`${line}\n`) } = options;
  const log = options.log ?? logToFile(join(dataDir, 'functions.log'), warn, closers);
  const note = (line: string) => log({ functionName: 'local-world', line });
  const alarm = (line: string) => {
    note(line);
    warn(line);
  };

  const uploads = new EventQueue<UploadEvent>({
    directory: join(dataDir, 'events'),
    deliver: (event, signal) => invoker.invoke('start-run', event, signal),
    log: note,
    alarm,
    disk,
  });
  const { credentials, apiToken } = newSecrets();
  const bucket = await startBucketServer({
    credentials,
    storageDir: join(dataDir, 'bucket'),
    bucket: bucketName,
    port: ports.bucket,
    note: alarm,
    disk,
    onObjectCreated: (created) => {
      const event = uploadEvent(created);
      if (matches(uploadEventPattern, event)) uploads.push(event);
    },
  });
  closers.push(bucket.close);

  const env: Record<string, string> = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL_S3: bucket.url,
    SARCOMERE_BUCKET: bucketName,
    SARCOMERE_STATE_MACHINE_ARN: stateMachineArn,
    SARCOMERE_S3_PATH_STYLE: 'true',
    SARCOMERE_SETTLE_S: '3',
    ...aggregationEnv,
    SARCOMERE_UPLOAD_S: '60',
    ...options.env,
  };

  const stepFunctions = new StepFunctions({
    definitionText: readFileSync(new URL(stateMachineFile, projectRoot), 'utf8'),
    store: new ExecutionStore(join(dataDir, 'executions'), { disk, note: alarm }),
    invoke: (name, input, signal) => invoker.invoke(name, input, signal),
    readObject: bucket.read,
    mapConcurrency: workers,
    retryDelayMs: options.retryDelayMs,
  });
  const endpoint = await startStepFunctionsEndpoint(stepFunctions, {
    credentials,
    port: ports.stepFunctions,
    note,
  });
  closers.push(endpoint.close);
  env.AWS_ENDPOINT_URL_SFN = endpoint.url;

  const invoker = startInvoker({
    functions,
    lanes: lanesOf(functions, workers),
    root: projectRoot,
    env: { ...withoutAws(process.env), ...env, AWS_EC2_METADATA_DISABLED: 'true' },
    log,
  });
  closers.push(invoker.close);

  closers.push(() => uploads.close());

  const gateway = await startGateway({
    routes,
    invoke: (event, signal) => invoker.invoke('serve-api', event, signal),
    token: apiToken,
    port: ports.api,
    log: note,
  });
  closers.push(gateway.close);

  closers.push(() => stepFunctions.close());
  stepFunctions.resume();
  uploads.open();

  const world = {
    bucketUrl: bucket.url,
    stepFunctionsUrl: endpoint.url,
    apiUrl: gateway.url,
    bucketName,
    apiToken,
    env,
  };
  const files = {
    'world.json': `${JSON.stringify({ ...world, pid: process.pid }, undefined, 1)}\n`,
    // for `curl -H @.sarcomere/authorization`, so that no list of processes shows the token
    authorization: `authorization: Bearer ${apiToken}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(dataDir, name);
    disk.write(file, text);
    closers.push(() => rmSync(file, { force: true }));
  }
  return { ...world, close };
}

/** Training may use every core for hours; uploads and requests to the API must not wait for it. */
function lanesOf(functions: FunctionTable, workers: number) {
  const ofEvents = ['start-run']; // mostly waits for uploads
  const ofRequests = ['serve-api'];
  const ofRuns = Object.keys(functions).filter(
    (name) => !ofEvents.includes(name) && !ofRequests.includes(name),
  );
  return [
    { functions: ofRuns, threads: workers, nice: 5 },
    { functions: ofRequests, threads: 2 },
    { functions: ofEvents, threads: 4 },
  ];
}

/** Without the AWS variables of the user's environment, so that no function reaches a real account. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
}

function logToFile(
  path: string,
  warn: (line: string) => void,
  closers: (() => void | Promise<void>)[],
): (line: LogLine) => void {
  const file = new LogFile(path, warn);
  closers.push(() => file.close());
  return ({ functionName, line }) => file.add(`${functionName} ${line}`);
}
