import type { Context } from 'aws-lambda';
import { monotonicMs } from '../../../layers/run/storage/index.ts';

export interface InvocationFacts {
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly requestId: string;
  /** On the clock of `monotonicMs`, which all threads share. */
  readonly deadlineMs: number;
}

/** The second argument of a Lambda handler. */
export function lambdaContext(facts: InvocationFacts): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: facts.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: facts.functionArn,
    memoryLimitInMB: String(facts.memoryMb),
    awsRequestId: facts.requestId,
    logGroupName: `/aws/lambda/${facts.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, facts.deadlineMs - monotonicMs()),
    done: refuseCallback,
    fail: refuseCallback,
    succeed: refuseCallback,
  };
}

function refuseCallback(): never {
  throw new Error('A handler must return a promise: Lambda has no callbacks since Node 24.');
}
