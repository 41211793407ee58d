import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stateMachineFile } from './system.ts';

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly MaxDelaySeconds: number;
  }[];
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}

/**
 * The errors of Lambda if Lambda failed and not the function, and of Step Functions if it could not reach Lambda.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const transientErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  // The function's process ended without an answer, or its own time did.
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'States.Timeout',
  // The error that our own functions throw for a transient cause (layers/run/storage/transient.ts).
  'TransientError',
];

/** Every task that calls a Lambda function, within Maps too. */
function lambdaTasks(states: Readonly<Record<string, State>>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]): [string, State][] => {
    if (state.ItemProcessor) return lambdaTasks(state.ItemProcessor.States);
    const callsLambda = state.Type === 'Task' && /^\$\{\w+Arn\}$/.test(state.Resource ?? '');
    return callsLambda ? [[name, state]] : [];
  });
}

const { States } = JSON.parse(readFileSync(stateMachineFile, 'utf8')) as { States: Record<string, State> };
const tasks = lambdaTasks(States);

describe('every task that calls a function', () => {
  it('is one of those that the definition has', () => {
    expect(tasks.map(([name]) => name)).toEqual([
      'PrepareStudy',
      'Train',
      'RecordLoss',
      'TrainOneOfMany',
      'RecordLossOfOne',
      'AggregateModels',
      'PublishModel',
    ]);
  });

  it.each(tasks)('%s tries each transient error again, and names it once', (_name, { Retry = [] }) => {
    const named = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect([...named].sort()).toEqual([...transientErrors].sort());
    for (const { MaxAttempts } of Retry) expect(MaxAttempts).toBeGreaterThan(0);
  });

  it.each(tasks.filter(([name]) => name !== 'PublishModel'))(
    '%s waits hours for a slot, since its function has a number of its own',
    (_name, { Retry = [] }) => {
      const slots = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('Lambda.TooManyRequestsException'))!;
      // Full jitter halves the wait on average.
      expect((slots.MaxAttempts * slots.MaxDelaySeconds) / 2).toBeGreaterThan(2 * 3600);
    },
  );
});
