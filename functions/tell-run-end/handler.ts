import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context, EventBridgeEvent } from 'aws-lambda';
import { connectRuns } from '../../layers/storage/connect.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type TellRunEndAnswer, tellRunEnd } from './tell-run-end.ts';

export type RunEndEvent = EventBridgeEvent<'Step Functions Execution Status Change', { name: string }>;

const logger = new Logger({ serviceName: 'tell-run-end' });
const notices = new SNSClient();

/** Called by EventBridge when an execution of the state machine has ended, however it did. */
export const handler = middy<RunEndEvent, TellRunEndAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async ({ detail }) => {
    const answer = await markTransient(() =>
      tellRunEnd(detail.name, {
        runs: connectRuns(),
        notices,
        runsTopicArn: process.env.SARCOMERE_RUNS_TOPIC_ARN,
        alarmsTopicArn: process.env.SARCOMERE_ALARMS_TOPIC_ARN,
      }),
    );
    logger.info('told', { answer });
    return answer;
  });
