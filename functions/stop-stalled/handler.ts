import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connectBucket, connectRuns } from '../../layers/storage/connect.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type StopStalledAnswer, stopStalled } from './stop-stalled.ts';

const logger = new Logger({ serviceName: 'stop-stalled' });

/** Called on a schedule, whatever its event says. */
export const handler = middy<unknown, StopStalledAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async () => {
    const answer = await markTransient(() =>
      stopStalled({ bucket: connectBucket(), runs: connectRuns(), now: () => new Date() }),
    );
    logger.info('looked', { answer });
    return answer;
  });
