import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

/**
 * An event as AWS logs it if execution data are left out: the error and its cause are there all the same. Seen in
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/stepfunctions/v2/logs/test_logs.snapshot.json
 */
const event = (type: string, details: object, execution = 'study-run:r1') => ({
  id: '3',
  type,
  details,
  previous_event_id: '2',
  event_timestamp: '1740000000000',
  execution_arn: `arn:aws:states:eu-west-1:111111111111:execution:${execution}`,
  redrive_count: '0',
});
const child = 'study-run/TrainManySubdomains:7f3a';

describe('a run that ends is counted', () => {
  it.each([
    [
      'as failed by the error of its last state',
      event('ExecutionFailed', { error: 'QuorumMissed', cause: '{}' }),
    ],
    ['as failed by an error of Step Functions', event('ExecutionFailed', { error: 'States.Runtime' })],
    ['as failed where no error is named', event('ExecutionFailed', {})],
  ])('%s', (_, ending) => {
    expect(countedIn(ending)).toEqual(['RunsFailed']);
  });

  it('as rejected if the study has faults', () => {
    expect(countedIn(event('ExecutionFailed', { error: 'StudyRejected', cause: '1 fault' }))).toEqual([
      'RunsRejected',
    ]);
  });

  it.each([
    ['by the watchdog', event('ExecutionAborted', { error: 'RunStalled', cause: 'Nothing was written.' })],
    ['by hand, without an error', event('ExecutionAborted', {})],
  ])('as stopped %s', (_, ending) => {
    expect(countedIn(ending)).toEqual(['RunsStopped']);
  });

  it.each([
    ['a run that was cancelled', event('ExecutionAborted', { error: 'Cancelled', cause: 'Somebody did.' })],
    ['one that a newer upload replaced', event('ExecutionAborted', { error: 'Superseded', cause: 'r2' })],
    ['a sub-domain of a stopped run', event('ExecutionAborted', {}, child)],
    ['a sub-domain of a Distributed Map', event('ExecutionFailed', { error: 'Error' }, child)],
    ['an error that is tried again or caught', event('LambdaFunctionFailed', { error: 'TransientError' })],
    ['the state before the end', event('FailStateEntered', { name: 'Rejected' })],
    ['a run that ends well', event('ExecutionSucceeded', {})],
    ['a run that takes too long: it has a metric', event('ExecutionTimedOut', {})],
  ])('not by %s', (_, other) => {
    expect(countedIn(other)).toEqual([]);
  });
});

/** Names of the metrics that count an event of the state machine's log. */
function countedIn(logged: object): string[] {
  const filters = propertiesOf(templateOf(), 'AWS::Logs::MetricFilter') as unknown as {
    readonly FilterPattern: string;
    readonly MetricTransformations: readonly { readonly MetricName: string }[];
  }[];
  return filters
    .filter(({ FilterPattern }) => matches(FilterPattern, logged))
    .flatMap(({ MetricTransformations }) => MetricTransformations.map(({ MetricName }) => MetricName));
}

/**
 * CloudWatch Logs' patterns for JSON, as far as ours use them: = and != with asterisks, NOT EXISTS, && and ||.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function matches(pattern: string, logged: object): boolean {
  const holds = (_: string, path: string, operator?: string, value?: string) => {
    const found = path
      .split('.')
      .reduce((at: unknown, name) => (at as Record<string, unknown>)?.[name], logged);
    if (operator === undefined) return String(found === undefined);
    if (found === undefined) return 'false';
    const parts = value!.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
    return String(new RegExp(`^${parts.join('.*')}$`).test(String(found)) === (operator === '='));
  };
  const reduced = pattern.slice(1, -1).replaceAll(/\$\.([\w.]+) (?:NOT EXISTS|(!?=) "([^"]*)")/g, holds);
  expect(reduced).toMatch(/^(true|false|[()&| ])+$/);
  return runInNewContext(reduced) as boolean;
}
