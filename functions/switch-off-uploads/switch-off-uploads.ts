import { DisableRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import { publishNotice } from '../../layers/run/records/index.ts';

export interface SwitchOffUploadsOptions {
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly notices: Pick<SNSClient, 'send'>;
  /** The rule by which an upload starts a run. */
  readonly ruleName: string;
  readonly alarmsTopicArn: string | undefined;
}

/**
 * Switches the upload rule off, so that no upload starts a run any more, and tells how to switch it on again. Runs that
 * have begun go on: what they have trained is paid for. To switch off what is off already does no harm.
 *
 * @param said what the budget says, for the notice
 */
export async function switchOffUploads(
  said: string,
  { events, notices, ruleName, alarmsTopicArn }: SwitchOffUploadsOptions,
): Promise<{ readonly switchedOff: string }> {
  await events.send(new DisableRuleCommand({ Name: ruleName }));
  await publishNotice(notices, alarmsTopicArn, {
    subject: 'Sarcomere: the spend limit is reached, uploads start no runs',
    lines: [
      'The account has spent its limit of this month, so the rule by which uploads start runs was switched off.',
      'Runs that have begun go on; the API answers as before.',
      '',
      'Find out what has cost so much: docs/operations.md, "Budget". To switch the rule on again:',
      `  aws events enable-rule --name ${ruleName}`,
      'Then upload study.json once more for each study that was uploaded meanwhile: its event is gone.',
      '',
      'AWS Budgets says:',
      said.slice(0, 2000),
    ],
  });
  return { switchedOff: ruleName };
}
