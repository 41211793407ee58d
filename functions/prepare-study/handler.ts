import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { connectBucket } from '../../layers/storage/connect.ts';
import type { RunPointer } from '../../layers/storage/run-objects.ts';
import { markTransient } from '../../layers/storage/transient.ts';
import { capacityOf } from './capacity-of.ts';
import { type PrepareAnswer, prepareRun } from './prepare-run.ts';
import { runBudgetOf } from './run-budget.ts';

const logger = new Logger({ serviceName: 'prepare-study' });

/** Called by the state machine first: checks a study and cuts it into sub-domains, or rejects it with its faults. */
export const handler = middy<RunPointer, PrepareAnswer, Error, Context>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const answer = await markTransient(() =>
      prepareRun(event, connectBucket(), {
        gpu: process.env.SARCOMERE_GPU === 'true',
        capacity: capacityOf(context),
        budget: runBudgetOf(),
      }),
    );
    logger.info('prepared', { run: event.run, state: answer.state, reason: answer.reason });
    return answer;
  });
