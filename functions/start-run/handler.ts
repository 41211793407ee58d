import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, EventBridgeEvent } from 'aws-lambda';
import { connectBucket, connectRuns } from '../../layers/storage/connect.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type StartRunAnswer, startRun } from './start-run.ts';

export type UploadEvent = EventBridgeEvent<'Object Created', { object: { key: string } }>;

const logger = new Logger({ serviceName: 'start-run' });

/** Called by EventBridge when a manifest arrives in the bucket. */
export const handler = middy<UploadEvent, StartRunAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const marginMs = 20_000;
    const answer = await markTransient(() =>
      startRun(event.detail.object.key, {
        bucket: connectBucket(),
        runs: connectRuns(),
        patience: {
          settleS: Number(process.env.SARCOMERE_SETTLE_S ?? 30),
          uploadS: Number(process.env.SARCOMERE_UPLOAD_S ?? 15 * 60),
          deadlineMs: Date.now() + context.getRemainingTimeInMillis() - marginMs,
        },
      }),
    );
    logger.info('upload seen', { answer });
    return answer;
  });
