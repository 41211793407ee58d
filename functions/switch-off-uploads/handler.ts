import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import { stepHandler } from '../step-handler.ts';
import { switchOffUploads } from './switch-off-uploads.ts';

const events = new EventBridgeClient();
const notices = new SNSClient();

/** Called by the budget's topic when the account has spent its limit. */
export const handler = stepHandler<SNSEvent, { switchedOff: string }>(
  'switch-off-uploads',
  async ({ Records }, { logger }) => {
    const ruleName = process.env.SARCOMERE_UPLOAD_RULE;
    if (!ruleName) throw new Error('SARCOMERE_UPLOAD_RULE is not set');
    const answer = await switchOffUploads(Records.map(({ Sns }) => Sns.Message).join('\n'), {
      events,
      notices,
      ruleName,
      alarmsTopicArn: process.env.SARCOMERE_ALARMS_TOPIC_ARN,
    });
    logger.info('uploads start no runs', answer);
    return answer;
  },
);
