import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { markTransient, monotonicMs } from '../layers/run/storage/index.ts';

/** Input of a step besides its event. */
export interface StepCall {
  readonly logger: Logger;
  /** End of the function's time, on the clock of `monotonicMs`. */
  readonly deadlineMs: number;
  readonly context: Context;
}

/**
 * A step as a Lambda handler, with the request in its log, and with error names that state whether another try can help.
 * By default middy ends a call 5 ms early with its own `TimeoutError`, which no `Retry` names. Here a step has all its time
 * and then ends with Lambda's `Sandbox.Timedout`, which the `Retry` fields do name.
 */
export function stepHandler<Event, Answer>(
  serviceName: string,
  work: (event: Event, call: StepCall) => Promise<Answer>,
) {
  const logger = new Logger({ serviceName });
  return middy<Event, Answer, Error, Context>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger))
    .handler((event, context) => {
      const deadlineMs = monotonicMs() + context.getRemainingTimeInMillis();
      return markTransient(() => work(event, { logger, deadlineMs, context }));
    });
}
