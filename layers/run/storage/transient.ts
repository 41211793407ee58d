/**
 * Runs a step and renames errors that another try can mend: errors of S3, of the network and of throttling become a
 * `TransientError`, which the state machine retries. Other errors pass unchanged and are not retried.
 */
export async function markTransient<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTransient(error)) throw error;
    const transient = new Error((error as Error).message, { cause: error });
    transient.name = 'TransientError';
    throw transient;
  }
}

const transientNames = new Set([
  'InternalError',
  'RequestTimeout',
  'RequestTimeoutException',
  'RequestTimeTooSkewed',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
]);
const transientCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETUNREACH',
  'ENFILE',
  'EPIPE',
  'ETIMEDOUT',
]);

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const isTooMuch = status === 429;
  const serverFailed = status >= 500;
  return (
    isTooMuch ||
    serverFailed ||
    transientNames.has(error.name) ||
    (code !== undefined && transientCodes.has(code))
  );
}
