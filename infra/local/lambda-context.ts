import type { Context } from 'aws-lambda';

export interface InvocationFacts {
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly requestId: string;
  readonly deadlineMs: number;
}

/** The second argument of a Lambda handler. */
export function lambdaContext(facts: InvocationFacts, now: () => number = Date.now): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: facts.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: facts.functionArn,
    memoryLimitInMB: String(facts.memoryMb),
    awsRequestId: facts.requestId,
    logGroupName: `/aws/lambda/${facts.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, facts.deadlineMs - now()),
    done: refuseCallback,
    fail: refuseCallback,
    succeed: refuseCallback,
  };
}

function refuseCallback(): never {
  throw new Error('A handler answers by its promise; callbacks ended with Node 24 on Lambda.');
}
