import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, describe as describeExecution, testCredentials, testEnv } from '../clients.testing.ts';
import { signedFetch } from '../guard/signature/signed-fetch.testing.ts';
import { executionArn, stateMachineArn } from '../names.ts';
import { ExecutionStore } from './execution-store.ts';
import { StepFunctions } from './step-functions.ts';
import { startStepFunctionsEndpoint } from './step-functions-endpoint.ts';

const definitionText = JSON.stringify({
  StartAt: 'Work',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the state machine
  States: { Work: { Type: 'Task', Resource: '${WorkArn}', End: true } },
});

/** Errors that are thrown no more. */
const mended = new Set<string>();
const directory = mkdtempSync(join(tmpdir(), 'sarcomere-executions-'));
let stepFunctions: StepFunctions;
let endpoint: Awaited<ReturnType<typeof startStepFunctionsEndpoint>>;
let client: ReturnType<typeof clientsOf>['stepFunctions'];
beforeAll(async () => {
  stepFunctions = new StepFunctions({
    definitionText,
    store: new ExecutionStore(directory),
    mapConcurrency: 1,
    readObject: () => undefined,
    invoke: async (_name, input, signal) => {
      const { fail, hang } = input as { fail?: string; hang?: boolean };
      if (hang)
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      if (fail && !mended.has(fail)) throw Object.assign(new Error('because'), { name: fail });
      return { done: input };
    },
  });
  endpoint = await startStepFunctionsEndpoint(stepFunctions, { credentials: testCredentials, port: 0 });
  client = clientsOf({
    bucketUrl: 'http://127.0.0.1',
    stepFunctionsUrl: endpoint.url,
    env: testEnv,
  }).stepFunctions;
});
afterAll(async () => {
  await stepFunctions.close();
  await endpoint.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = (name: string | undefined, input: unknown) =>
  client.send(
    new StartExecutionCommand({ stateMachineArn, ...(name ? { name } : {}), input: JSON.stringify(input) }),
  );
const statusOf = (name: string) => describeExecution(client, name).then(({ status }) => status);

describe('the Step Functions API', () => {
  it('starts an execution and describes how it ended', async () => {
    const started = await start('good', { a: 1 });
    expect(started.executionArn).toBe(executionArn('good'));
    await expect.poll(() => statusOf('good')).toBe('SUCCEEDED');
    const described = await describeExecution(client, 'good');
    expect(described).toMatchObject({
      name: 'good',
      stateMachineArn,
      input: '{"a":1}',
      output: '{"done":{"a":1}}',
    });
    expect(described.startDate).toEqual(started.startDate);
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  it('describes the error and the cause of one that failed', async () => {
    await start('bad', { fail: 'StudyFault' });
    await expect.poll(() => statusOf('bad')).toBe('FAILED');
    expect(await describeExecution(client, 'bad')).toMatchObject({ error: 'StudyFault', cause: 'because' });
  });

  it('gives an execution without a name one of its own', async () => {
    const { executionArn: arn } = await start(undefined, {});
    expect(arn).toMatch(/:[0-9a-f-]{36}$/);
  });

  it('takes the same call again while it runs, but no name twice', async () => {
    const first = await start('once', { hang: true });
    expect((await start('once', { hang: true })).startDate).toEqual(first.startDate);
    await expect(start('once', { hang: false })).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionAlreadyExists' }),
    );
    await expect(start('good', { a: 1 })).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionAlreadyExists' }),
    );
  });

  it('stops a running execution for good, and leaves one that ended as it is', async () => {
    await start('stopped', { hang: true });
    const stop = (name: string) =>
      client.send(
        new StopExecutionCommand({ executionArn: executionArn(name), error: 'Enough', cause: 'wrong study' }),
      );
    expect((await stop('stopped')).stopDate).toBeInstanceOf(Date);
    await stop('good');
    expect(await describeExecution(client, 'stopped')).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'wrong study',
    });
    expect(await statusOf('good')).toBe('SUCCEEDED');
  });

  it('redrives what has failed or was stopped, under its own name, and nothing else', async () => {
    const redrive = (name: string) =>
      client.send(new RedriveExecutionCommand({ executionArn: executionArn(name) }));
    const before = await start('mended', { fail: 'Once', hang: false });
    await expect.poll(() => statusOf('mended')).toBe('FAILED');
    mended.add('Once');
    const { redriveDate } = await redrive('mended');
    await expect.poll(() => statusOf('mended')).toBe('SUCCEEDED');
    const described = await describeExecution(client, 'mended');
    expect(described).toMatchObject({ startDate: before.startDate, redriveDate, redriveCount: 1 });
    expect(described).not.toHaveProperty('error');
    await expect(redrive('mended')).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionNotRedrivable' }),
    );
  });

  it('lets what was stopped and redriven at once go on, whatever the stopped one does', async () => {
    await start('resumed', { hang: true });
    await client.send(new StopExecutionCommand({ executionArn: executionArn('resumed') }));
    await client.send(new RedriveExecutionCommand({ executionArn: executionArn('resumed') }));
    await new Promise((later) => setTimeout(later, 50));
    expect(await statusOf('resumed')).toBe('RUNNING');
  });

  it('lists executions page by page, all or those of one status', async () => {
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 2, ...(nextToken ? { nextToken } : {}) }),
      );
      expect(page.executions!.length).toBeLessThanOrEqual(2);
      names.push(...page.executions!.map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(names).toEqual(expect.arrayContaining(['good', 'bad', 'once', 'stopped']));
    expect(new Set(names).size).toBe(names.length);
    const aborted = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }),
    );
    expect(aborted.executions!.map(({ name }) => name)).toEqual(['stopped']);
  });

  it.each([
    ['ExecutionDoesNotExist', () => describeExecution(client, 'nobody')],
    ['InvalidName', () => start('a b', {})],
    [
      'StateMachineDoesNotExist',
      () => client.send(new ListExecutionsCommand({ stateMachineArn: 'arn:other' })),
    ],
    [
      'InvalidExecutionInput',
      () => client.send(new StartExecutionCommand({ stateMachineArn, name: 'x', input: '{' })),
    ],
    ['InvalidToken', () => client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: '?' }))],
  ])('answers with the error %s', async (name, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ name }));
  });

  it.each([
    ['AWSStepFunctions.DeleteEverything', '{}', 'UnknownOperationException'],
    ['AWSStepFunctions.StartExecution', '{', 'SerializationException'],
    ['AWSStepFunctions.StartExecution', '{"stateMachineArn":7}', 'ValidationException'],
  ])('answers %s with %s by %s', async (target, body, type) => {
    const answer = await signedFetch({
      method: 'POST',
      url: endpoint.url,
      headers: { 'x-amz-target': target },
      body,
      credentials: testCredentials,
      service: 'states',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: type });
  });
});
