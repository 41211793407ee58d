import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const switching = templateOf({ switchOffAtSpendLimit: true });
const telling = templateOf({ switchOffAtSpendLimit: false });

describe('the spend limit', () => {
  it('sends messages before the limit, at the limit and for a forecast', () => {
    templateOf({ spendLimitUsd: 250 }).hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 250, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
      NotificationsWithSubscribers: [
        { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
        { Notification: { NotificationType: 'ACTUAL', Threshold: 100 } },
        { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
      ],
    });
  });

  it('comes after the policies that let it tell its topics', () => {
    for (const topic of ['Alarms', 'SpendLimit']) {
      switching.hasResource('AWS::Budgets::Budget', {
        DependsOn: Match.arrayWith([Match.stringLikeRegexp(`^Notices${topic}Policy`)]),
      });
    }
  });

  it('switches the upload rule off by a function that its topic calls, if that is chosen', () => {
    expect(topicsOf(switching)).toEqual(['Alarms', 'SpendLimit', 'Alarms']);
    switching.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: Match.stringLikeRegexp('^NoticesSpendLimit') },
      Endpoint: { Ref: Match.stringLikeRegexp('^SwitchOffUploadsLive') },
      RedrivePolicy: Match.anyValue(),
    });
    switching.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { SARCOMERE_UPLOAD_RULE: { Ref: Match.stringLikeRegexp('^UploadRule') } },
      },
    });
  });

  it('only tells people otherwise', () => {
    expect(topicsOf(telling)).toEqual(['Alarms', 'Alarms', 'Alarms']);
    expect(JSON.stringify(telling.toJSON())).not.toContain('events:DisableRule');
  });

  it('lets the function disable the upload rule and no other, and ask nothing else of EventBridge', () => {
    const ofEvents = propertiesOf(switching, 'AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('"events:'));
    expect(ofEvents).toEqual([
      {
        Effect: 'Allow',
        Action: 'events:DisableRule',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^UploadRule/), 'Arn'] },
      },
    ]);
  });
});

interface Statement {
  readonly Action: unknown;
}

/** The topic of each notification of the budget, in their order. */
function topicsOf(template: ReturnType<typeof templateOf>): string[] {
  const [budget] = propertiesOf(template, 'AWS::Budgets::Budget');
  const notifications = budget!.NotificationsWithSubscribers as {
    Subscribers: { Address: { Ref: string } }[];
  }[];
  return notifications.map(
    ({ Subscribers }) => /^Notices(\D+?)[\dA-F]{8}$/.exec(Subscribers[0]!.Address.Ref)![1]!,
  );
}
