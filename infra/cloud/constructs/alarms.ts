import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../../system.ts';
import type { HttpsApi } from './api.ts';
import type { StepFunction } from './function.ts';
import type { Notices } from './notices.ts';
import type { RunMetrics } from './run-metrics.ts';
import type { StudyRunMachine } from './state-machine.ts';

export interface AlarmsProps {
  readonly steps: Readonly<Record<FunctionName, StepFunction>>;
  readonly machine: StudyRunMachine;
  readonly runMetrics: RunMetrics;
  readonly api: HttpsApi;
  readonly deadLetters: Queue;
  readonly notices: Notices;
}

/** Every alarm with its message. docs/operations.md has a runbook under each name. */
export const alarmNames = {
  RunFailed: 'A run failed, although its study has no faults.',
  RunTimedOut: 'A run exceeded its limit of two days.',
  RunStalled: 'A run was stopped because it had written nothing for hours.',
  DeadLetters: 'An event could not be handled: an upload started no run, or the watchdog failed.',
  ApiErrors: 'The API answers with server errors (5xx).',
  Throttles: 'Functions are throttled: the runs need more concurrent executions than the account has.',
  Budget: 'The account costs more than planned.',
} as const;

/** One alarm for each condition that a person must look at, all sent to one topic. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];
  readonly #topic: ITopic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { steps, machine, runMetrics, api, deadLetters, notices } = props;
    this.#topic = notices.alarms;
    const throttles = Object.values(steps).map((step) => step.lambda.metricThrottles());
    this.alarms = [
      this.alarm('RunFailed', runMetrics.failed),
      this.alarm('RunTimedOut', machine.metric('ExecutionsTimedOut')),
      this.alarm('RunStalled', runMetrics.stopped),
      this.alarm('DeadLetters', messagesIn(deadLetters), { whileMissing: TreatMissingData.IGNORE }),
      this.alarm(
        'ApiErrors',
        new Metric({
          namespace: 'AWS/ApiGateway',
          metricName: '5xx',
          dimensionsMap: { ApiId: api.apiId },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        { threshold: 5 },
      ),
      this.alarm(
        'Throttles',
        new MathExpression({
          // A function that was never called has no data, and a sum with missing data is missing.
          expression: throttles.map((_, at) => `FILL(t${at}, 0)`).join(' + '),
          usingMetrics: Object.fromEntries(throttles.map((metric, at) => [`t${at}`, metric])),
          label: 'Throttles',
          period: Duration.minutes(5),
        }),
        { threshold: 100 },
      ),
    ];
  }

  private alarm(
    name: keyof typeof alarmNames,
    metric: IMetric,
    {
      threshold = 1,
      whileMissing = TreatMissingData.NOT_BREACHING,
    }: { readonly threshold?: number; readonly whileMissing?: TreatMissingData } = {},
  ): Alarm {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${alarmNames[name]} Runbook: docs/operations.md, ${name}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whileMissing,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
    return alarm;
  }
}

/**
 * All messages in a queue, hidden ones included: reading a message hides it for half a minute. SQS stops counting if a
 * queue with messages is not used for six hours, so the alarm on this metric keeps its state while data are missing. It
 * ends when the messages are deleted.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
 */
function messagesIn(queue: Queue): MathExpression {
  const period = Duration.minutes(5);
  return new MathExpression({
    expression: 'visible + hidden',
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible({ period, statistic: 'Maximum' }),
    },
    label: 'Dead letters',
    period,
  });
}
