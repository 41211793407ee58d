import { SNSClient } from '@aws-sdk/client-sns';
import type { EventBridgeEvent } from 'aws-lambda';
import { connectRuns } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type TellRunEndAnswer, tellRunEnd } from './tell-run-end.ts';

export type RunEndEvent = EventBridgeEvent<'Step Functions Execution Status Change', { name: string }>;

const notices = new SNSClient();

/** Called by EventBridge when an execution of the state machine has ended, in any state. */
export const handler = stepHandler<RunEndEvent, TellRunEndAnswer>(
  'tell-run-end',
  async ({ detail }, { logger }) => {
    const answer = await tellRunEnd(detail.name, {
      runs: connectRuns(),
      notices,
      runsTopicArn: process.env.SARCOMERE_RUNS_TOPIC_ARN,
      alarmsTopicArn: process.env.SARCOMERE_ALARMS_TOPIC_ARN,
    });
    logger.info('told', { answer });
    return answer;
  },
);
