import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { StorageFailure } from '../disk/storage-failure.ts';
import { refusalOf } from '../guard/door.ts';
import { keepServing } from '../guard/keep-serving.ts';
import { closeServer, listenOn, loopbackAddress, takePort } from '../guard/loopback.ts';
import type { Credentials } from '../guard/secrets.ts';
import { MachineClock } from '../guard/signature/machine-clock.ts';
import { SignatureError } from '../guard/signature/signed-request.ts';
import { verifySignature } from '../guard/signature/verify-signature.ts';
import { executionArn, stateMachineArn } from '../names.ts';
import type { Execution } from './execution-store.ts';
import type { StepFunctions } from './step-functions.ts';

export interface StepFunctionsEndpointOptions {
  /** Requests must be signed with it. */
  readonly credentials: Credentials;
  readonly port?: number | undefined;
  /** Gets a message for each refused connection. */
  readonly note?: (line: string) => void;
}

/**
 * The part of the Step Functions API (AWS JSON 1.0) that Sarcomere calls:
 * StartExecution, DescribeExecution, ListExecutions, StopExecution, RedriveExecution.
 */
export async function startStepFunctionsEndpoint(
  stepFunctions: StepFunctions,
  { credentials, port, note = () => {} }: StepFunctionsEndpointOptions,
) {
  const clock = new MachineClock();
  const server = createServer((request, response) => {
    const refusal = refusalOf(request.headers, { servesPages: false });
    if (refusal) return send(response, refusal.status, accessDenied(refusal.reason));
    answer(stepFunctions, credentials, clock, request, response).catch((error: unknown) => {
      if (error instanceof SignatureError) return send(response, 403, accessDenied(error.message));
      if (error instanceof ApiError)
        return send(response, 400, { __type: error.type, message: error.message });
      const { status = 500, message = String(error) } = error as Partial<StorageFailure>;
      send(response, status, { __type: 'InternalFailure', message });
    });
  });
  const taken = await takePort(listenOn(server), port, usualPort);
  keepServing(server, note);
  return {
    url: `http://${loopbackAddress}:${taken}`,
    close: () => {
      clock.stop();
      return closeServer(server);
    },
  };
}

/** The port of AWS's own Step Functions Local. */
const usualPort = 8083;
const largestRequestBytes = 1024 ** 2;

async function answer(
  stepFunctions: StepFunctions,
  credentials: Credentials,
  clock: MachineClock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const { method = '', url = '', headers } = request;
  const digest = createHash('sha256').update(body).digest('hex');
  await verifySignature(
    { method, url, headers },
    { credentials, service: 'states', timesMs: clock.timesMs() },
    digest,
  );
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations[target.replace(/^AWSStepFunctions\./, '')];
  if (!operation) throw new ApiError('UnknownOperationException', `unknown operation ${target}`);
  send(response, 200, operation(stepFunctions, fieldsOf(body)));
}

type Fields = Readonly<Record<string, unknown>>;

const operations: Readonly<Record<string, (stepFunctions: StepFunctions, fields: Fields) => object>> = {
  StartExecution(stepFunctions, fields) {
    requireStateMachine(fields);
    const name = text(fields, 'name') ?? randomUUID();
    const input = text(fields, 'input') ?? '{}';
    if (!/^[\w-]{1,80}$/.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
    if (!isJson(input)) throw new ApiError('InvalidExecutionInput', 'Invalid State Machine Execution Input');
    const existing = stepFunctions.executions.get(name);
    const isSameCall = existing?.status === 'RUNNING' && existing.input === input;
    if (existing && !isSameCall) {
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(name)}'`);
    }
    const { startDate } = existing ?? stepFunctions.start(name, input);
    return { executionArn: executionArn(name), startDate: epochS(startDate) };
  },

  DescribeExecution(stepFunctions, fields) {
    const { error, cause, output, ...rest } = requireExecution(stepFunctions, fields);
    return {
      ...summary(rest),
      input: rest.input,
      inputDetails: { included: true },
      ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  },

  ListExecutions(stepFunctions, fields) {
    requireStateMachine(fields);
    const status = text(fields, 'statusFilter');
    const maxResults = Number(fields.maxResults ?? 0) || 100;
    const from = pageStart(text(fields, 'nextToken'));
    const found = stepFunctions.executions
      .list()
      .filter((one) => status === undefined || one.status === status);
    const isMore = from + maxResults < found.length;
    return {
      executions: found.slice(from, from + maxResults).map(summary),
      ...(isMore ? { nextToken: Buffer.from(String(from + maxResults)).toString('base64') } : {}),
    };
  },

  StopExecution(stepFunctions, fields) {
    const { name } = requireExecution(stepFunctions, fields);
    const stopped = stepFunctions.stop(name, text(fields, 'error'), text(fields, 'cause'));
    return { stopDate: epochS(stopped?.stopDate ?? new Date().toISOString()) };
  },

  RedriveExecution(stepFunctions, fields) {
    const { name, status } = requireExecution(stepFunctions, fields);
    const redriven = stepFunctions.redrive(name);
    if (redriven?.redriveDate) return { redriveDate: epochS(redriven.redriveDate) };
    throw new ApiError('ExecutionNotRedrivable', `Execution is ${status} and cannot be redriven`);
  },
};

function summary({ name, status, startDate, stopDate, redriveCount = 0, redriveDate }: Execution): object {
  return {
    executionArn: executionArn(name),
    stateMachineArn,
    name,
    status,
    startDate: epochS(startDate),
    ...(stopDate === undefined ? {} : { stopDate: epochS(stopDate) }),
    redriveCount,
    ...(redriveDate === undefined ? {} : { redriveDate: epochS(redriveDate) }),
  };
}

function requireStateMachine(fields: Fields): void {
  const arn = text(fields, 'stateMachineArn') ?? '';
  if (arn === stateMachineArn) return;
  throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function requireExecution(stepFunctions: StepFunctions, fields: Fields): Execution {
  const arn = text(fields, 'executionArn') ?? '';
  const name = arn.split(':').at(-1) ?? '';
  const execution = arn === executionArn(name) ? stepFunctions.executions.get(name) : undefined;
  if (!execution) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

function pageStart(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = Buffer.from(token, 'base64').toString();
  if (!/^\d{1,9}$/.test(start)) throw new ApiError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(start);
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new ApiError('ValidationException', `${name} must be a string`);
  return value;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > largestRequestBytes)
      throw new ApiError('ValidationException', 'the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fieldsOf(body: Buffer): Fields {
  try {
    const fields = JSON.parse(body.toString() || '{}') as unknown;
    if (typeof fields === 'object' && fields !== null) return fields as Fields;
  } catch {
    // reported below
  }
  throw new ApiError('SerializationException', 'the request is no JSON object');
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const accessDenied = (message: string) => ({ __type: 'AccessDeniedException', message });

const epochS = (iso: string) => Date.parse(iso) / 1000;

/** An error for the caller, by its name in the SDKs. */
class ApiError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
