import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { settingsOf } from '../settings/settings-of.ts';
import type { StepFunction } from './function.ts';
import { budgetsOfAccount, type Notices } from './notices.ts';
import type { UploadRule } from './upload-rule.ts';

export interface SpendLimitProps {
  readonly notices: Notices;
  readonly uploadRule: UploadRule;
  readonly switchOffUploads: StepFunction;
}

/**
 * The budget of the account. It tells people at four fifths of the limit, at the limit, and when the month is foreseen to
 * reach it. At the limit it also has the upload rule switched off, where the settings say so: by a function that may
 * disable this one rule and nothing else of EventBridge, and that nobody but this budget's topic calls.
 */
export class SpendLimit extends Construct {
  constructor(scope: Construct, id: string, { notices, uploadRule, switchOffUploads }: SpendLimitProps) {
    super(scope, id);
    const { spendLimitUsd, switchOffAtSpendLimit } = settingsOf(this);
    const atLimit = switchOffAtSpendLimit
      ? this.topicOfSwitch(switchOffUploads, notices, uploadRule)
      : notices.alarms;

    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: spendLimitUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [
        notification('ACTUAL', 80, notices.alarms),
        notification('ACTUAL', 100, atLimit),
        notification('FORECASTED', 100, notices.alarms),
      ],
    });
    // Budgets must be allowed to publish before it is told to: the topics with their policies come first.
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    budget.node.addDependency(notices);
  }

  /** A notification of a budget goes to one topic only; people are told by the function, once the rule is off. */
  private topicOfSwitch(step: StepFunction, notices: Notices, { rule, deadLetters }: UploadRule): ITopic {
    notices.allowFunction(step, { SARCOMERE_ALARMS_TOPIC_ARN: notices.alarms });
    step.lambda.addEnvironment('SARCOMERE_UPLOAD_RULE', rule.ruleName);
    step.role.addToPolicy(
      new PolicyStatement({ actions: ['events:DisableRule'], resources: [rule.ruleArn] }),
    );
    step.live.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetters) });

    const reached = notices.topic('SpendLimit', `${Stack.of(this).stackName} spend limit`);
    notices.allowService('budgets.amazonaws.com', budgetsOfAccount, reached);
    reached.addSubscription(new LambdaSubscription(step.live, { deadLetterQueue: deadLetters }));
    return reached;
  }
}

function notification(
  notificationType: 'ACTUAL' | 'FORECASTED',
  threshold: number,
  { topicArn }: Pick<ITopic, 'topicArn'>,
): CfnBudget.NotificationWithSubscribersProperty {
  return {
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
    },
    subscribers: [{ subscriptionType: 'SNS', address: topicArn }],
  };
}
