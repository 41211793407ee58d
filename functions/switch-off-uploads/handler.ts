import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context, SNSEvent } from 'aws-lambda';
import { markTransient } from '../../layers/storage/transient.ts';
import { switchOffUploads } from './switch-off-uploads.ts';

const logger = new Logger({ serviceName: 'switch-off-uploads' });
const events = new EventBridgeClient();
const notices = new SNSClient();

/** Called by the budget's topic when the account has spent its limit. */
export const handler = middy<SNSEvent, { switchedOff: string }, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async ({ Records }) => {
    const ruleName = process.env.SARCOMERE_UPLOAD_RULE;
    if (!ruleName) throw new Error('SARCOMERE_UPLOAD_RULE is not set');
    const answer = await markTransient(() =>
      switchOffUploads(Records.map(({ Sns }) => Sns.Message).join('\n'), {
        events,
        notices,
        ruleName,
        alarmsTopicArn: process.env.SARCOMERE_ALARMS_TOPIC_ARN,
      }),
    );
    logger.info('uploads start no runs', answer);
    return answer;
  });
