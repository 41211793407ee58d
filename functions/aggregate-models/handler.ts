import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connectBucket } from '../../layers/storage/connect.ts';
import type { RunPointer } from '../../layers/storage/run-objects.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { type AggregateAnswer, aggregateRun } from './aggregate-run.ts';

const logger = new Logger({ serviceName: 'aggregate-models' });

/** Called by the state machine when every sub-domain is trained or lost. */
export const handler = middy<RunPointer, AggregateAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event) => {
    const answer = await markTransient(() => aggregateRun(event, { bucket: connectBucket() }));
    logger.info('aggregated', { run: event.run, answer });
    return answer;
  });
