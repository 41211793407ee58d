/** Lambda's answer for a function that threw. */
export interface LambdaError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/**
 * A function that failed. `name` and `message` are what Step Functions gets from a failed Lambda task: the type of the
 * error, for `Retry` and `Catch`, and Lambda's error object as JSON, for the cause.
 */
export class FunctionFailure extends Error {
  constructor(error: LambdaError) {
    super(JSON.stringify(error));
    this.name = error.errorType;
  }
}

/** The function exceeded its time limit. */
export function timedOut(requestId: string, timeoutS: number): FunctionFailure {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutS.toFixed(2)} seconds`;
  return new FunctionFailure({ errorType: 'Sandbox.Timedout', errorMessage });
}

/** The function's process ended without an answer: it exited, ran out of memory, or threw outside the handler. */
export function crashed(requestId: string, reason: string): FunctionFailure {
  const errorMessage = `RequestId: ${requestId} Process exited before completing request (${reason})`;
  return new FunctionFailure({ errorType: 'Lambda.Unknown', errorMessage });
}

/** Lambda's form of a thrown value; anything may be thrown. */
export function lambdaError(thrown: unknown): LambdaError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}
