import { Duration } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../system.ts';
import type { HttpsApi } from './api.ts';
import type { StepFunction } from './function.ts';
import type { RunMetrics } from './run-metrics.ts';
import { settingsOf } from './settings-of.ts';
import type { StudyRunMachine } from './state-machine.ts';
import type { Storage } from './storage.ts';

export interface AlarmsProps {
  readonly steps: Readonly<Record<FunctionName, StepFunction>>;
  readonly machine: StudyRunMachine;
  readonly runMetrics: RunMetrics;
  readonly api: HttpsApi;
  readonly deadLetters: Queue;
  readonly storage: Storage;
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

/** Tells somebody when something is wrong: one topic, an alarm for each thing that a person must look at. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { steps, machine, runMetrics, api, deadLetters, storage } = props;
    this.topic = this.topicOf(storage);
    const throttles = Object.values(steps).map((step) => step.lambda.metricThrottles());
    this.alarms = [
      this.alarm('RunFailed', runMetrics.failed),
      this.alarm('RunTimedOut', machine.metric('ExecutionsTimedOut')),
      this.alarm('RunStalled', runMetrics.stopped),
      this.alarm('DeadLetters', deadLetters.metricApproximateNumberOfMessagesVisible()),
      this.alarm(
        'ApiErrors',
        new Metric({
          namespace: 'AWS/ApiGateway',
          metricName: '5xx',
          dimensionsMap: { ApiId: api.apiId },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        5,
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
        100,
      ),
    ];
    this.budget();
  }

  /** Encrypted by the key of the bucket, which those who tell may use. */
  private topicOf({ key }: Storage): Topic {
    const { alarmEmail } = settingsOf(this);
    const tellers = [
      new ServicePrincipal('cloudwatch.amazonaws.com'),
      new ServicePrincipal('budgets.amazonaws.com'),
    ];
    const topic = new Topic(this, 'Topic', {
      displayName: 'Sarcomere alarms',
      masterKey: key,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({ principals: tellers, actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: tellers,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in the policy of a key: this key
      }),
    );
    if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
    return topic;
  }

  private alarm(name: keyof typeof alarmNames, metric: IMetric, threshold = 1): Alarm {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${alarmNames[name]} Runbook: docs/operations.md, ${name}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }

  /** At four fifths of the limit, at the limit, and when the month is foreseen to reach it. */
  private budget(): void {
    const { spendLimitUsd } = settingsOf(this);
    const subscribers = [{ subscriptionType: 'SNS', address: this.topic.topicArn }];
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold,
        thresholdType: 'PERCENTAGE',
      },
      subscribers,
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: spendLimitUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('ACTUAL', 100), notify('FORECASTED', 100)],
    });
    // Budgets must be allowed to publish before it is told to: the topic with its policy comes first.
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    budget.node.addDependency(this.topic);
  }
}
