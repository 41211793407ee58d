import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connectBucket } from '../../layers/storage/connect.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type TrainAnswer, type TrainEvent, trainSubdomain } from './train-subdomain.ts';

const logger = new Logger({ serviceName: 'train-subdomain' });

/** Called by the state machine for each sub-domain, again and again until its local model is trained. */
export const handler = middy<TrainEvent, TrainAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const startedMs = Date.now();
    const deadlineMs = startedMs + context.getRemainingTimeInMillis();
    const answer = await markTransient(() => trainSubdomain(event, { bucket: connectBucket(), deadlineMs }));
    logger.info('trained', { run: event.run, answer, seconds: (Date.now() - startedMs) / 1000 });
    return answer;
  });
