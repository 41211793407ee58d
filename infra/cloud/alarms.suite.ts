import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmNames } from './alarms.ts';
import { projectRoot } from './root.ts';
import { propertiesOf, templateOf } from './template.fixture.ts';

const template = templateOf();
const topic = { Ref: Match.stringLikeRegexp('^AlarmsTopic') };
const budget = 'Budget';

describe('alarms', () => {
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

  it('are those that are named, and each tells the topic', () => {
    const named = alarms.map(
      ({ AlarmDescription }) => /operations\.md, (\w+)\.$/.exec(String(AlarmDescription))![1]!,
    );
    expect([...named, budget].sort()).toEqual(Object.keys(alarmNames).sort());
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic] });
  });

  it('have a runbook, each of them, and no runbook is of an alarm that is not there', () => {
    const text = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
    const part = text.slice(
      text.indexOf('\n## Runbooks'),
      text.indexOf('\n## ', text.indexOf('\n## Runbooks') + 1),
    );
    const runbooks = [...part.matchAll(/^### (\w+)\n([^#]*)/gm)];
    expect(runbooks.map((found) => found[1]).sort()).toEqual(Object.keys(alarmNames).sort());
    for (const [, name, body] of runbooks) expect(body!.length, name).toBeGreaterThan(200);
  });

  it('go to nobody by mail, or to the one who is named', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    templateOf({ alarmEmail: 'lab@example.org' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'lab@example.org',
    });
  });
});

describe('the budget', () => {
  it('is the spend limit, and says so before, at and ahead of it', () => {
    templateOf({ spendLimitUsd: 250 }).hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 250, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
      NotificationsWithSubscribers: [
        { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
        { Notification: { NotificationType: 'ACTUAL', Threshold: 100 } },
        { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
      ],
    });
  });

  it('comes after the policy that lets it tell the topic', () => {
    template.hasResource('AWS::Budgets::Budget', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^AlarmsTopicPolicy')]),
    });
  });
});

describe('the watchdog', () => {
  it('looks twice an hour, and what it cannot do ends among the dead letters', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(30 minutes)',
      Targets: [
        {
          Arn: { Ref: Match.stringLikeRegexp('^StopStalledLive') },
          DeadLetterConfig: Match.anyValue(),
        },
      ],
    });
  });
});
