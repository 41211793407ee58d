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

/** Every alarm and what it says; docs/operations.md has a runbook under each name. */
export const alarmNames = {
  RunFailed: 'A run failed, by no fault of its study.',
  RunTimedOut: 'A run took longer than the two days that it may take.',
  RunStalled: 'A run had written nothing for hours and was stopped.',
  DeadLetters: 'An event could not be dealt with: an upload has started no run, or the watchdog has failed.',
  ApiErrors: 'The API answers with errors of its own.',
  Throttles: 'Functions are turned away: more runs at once than the account has executions.',
  Budget: 'The account costs more than was planned.',
} as const;

/** Tells somebody when something is wrong: an alarm for each thing that a person must look at, all to one topic. */
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
          // A function that nobody has called counts nothing, and nothing plus a number may be nothing.
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
 * Every message that a queue holds, those too that somebody is just looking at, for a look hides a message for half a
 * minute. SQS counts no more once nobody has touched a queue for six hours, though messages are in it: the alarm on this
 * metric keeps its state while there are no data, and ends when the messages have been deleted.
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
