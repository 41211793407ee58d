import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { markTransient, monotonicMs } from '../layers/run/storage/index.ts';

/** What a step gets beside its event. */
export interface StepCall {
  readonly logger: Logger;
  /** When the function's time ends, on the clock of `monotonicMs`. */
  readonly deadlineMs: number;
  readonly context: Context;
}

/**
 * A step as a Lambda handler: with a log that knows the request, and with errors that say by name whether another try can
 * help. middy would end a call 5 ms before its time with a `TimeoutError` of its own, which no `Retry` names; a step
 * has all its time, and then Lambda's `Sandbox.Timedout`, which they do name.
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
