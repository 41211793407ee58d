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
 * The budget of the account. It sends a message at 80 % of the limit, at the limit, and if the forecast of the month
 * reaches the limit. If the settings say so, it also switches the upload rule off at the limit, by a function that only
 * this budget's topic calls and that may disable only this rule.
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
    // The topics and their policies come first: Budgets must be allowed to publish before the budget names the topics.
    // https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
    budget.node.addDependency(notices);
  }

  /** A notification of a budget goes to one topic only, so the function informs people once the rule is off. */
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
