import { DisableRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import { publishNotice } from '../../layers/run/records/index.ts';

export interface SwitchOffUploadsOptions {
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly notices: Pick<SNSClient, 'send'>;
  /** Name of the EventBridge rule that starts a run for each upload. */
  readonly ruleName: string;
  readonly alarmsTopicArn: string | undefined;
}

/**
 * Disables the upload rule, so that uploads start no runs, and sends a notice on how to enable it. Running runs continue, since
 * their trainings are paid for. Repeating the call does no harm.
 *
 * @param said message of AWS Budgets, quoted in the notice
 */
export async function switchOffUploads(
  said: string,
  { events, notices, ruleName, alarmsTopicArn }: SwitchOffUploadsOptions,
): Promise<{ readonly switchedOff: string }> {
  await events.send(new DisableRuleCommand({ Name: ruleName }));
  await publishNotice(notices, alarmsTopicArn, {
    subject: 'Sarcomere: the spend limit is reached, uploads start no runs',
    lines: [
      'The account has reached its spend limit of this month, so the rule that starts runs for uploads was switched off.',
      'Running runs continue, and the API works as before.',
      '',
      'To find the cause of the cost, see docs/operations.md, "Budget". To switch the rule on again:',
      `  aws events enable-rule --name ${ruleName}`,
      'Then upload study.json again for each study that was uploaded meanwhile, since its event was lost.',
      '',
      'Message of AWS Budgets:',
      said.slice(0, 2000),
    ],
  });
  return { switchedOff: ruleName };
}
