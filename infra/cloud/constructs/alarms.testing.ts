import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { projectRoot } from '../root.ts';
import { alarmNames } from './alarms.ts';

const template = templateOf();
const topic = { Ref: Match.stringLikeRegexp('^NoticesAlarms') };
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

  it('of dead letters keeps its state while the queue counts nothing, and counts messages that are looked at', () => {
    const deadLetters = alarms.find(({ AlarmDescription }) =>
      String(AlarmDescription).includes('DeadLetters'),
    )!;
    expect(deadLetters.TreatMissingData).toBe('ignore');
    const metrics = JSON.stringify(deadLetters.Metrics);
    for (const name of ['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible']) {
      expect(metrics).toContain(`"${name}"`);
    }
    expect(metrics).not.toContain('"Sum"');
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
