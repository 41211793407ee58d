import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connectBucket } from '../../layers/storage/connect.ts';
import type { PublishedRun } from '../../layers/storage/run-objects.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type PublishRequest, publishModel } from './publish-model.ts';

const logger = new Logger({ serviceName: 'publish-model' });

/** Called by the state machine last: makes the new global model the one that predictions use, unless there is a newer one. */
export const handler = middy<PublishRequest, PublishedRun, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event) => {
    const answer = await markTransient(() => publishModel(event, { bucket: connectBucket() }));
    logger.info('published', { run: event.run, answer });
    return answer;
  });
