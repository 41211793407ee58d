/**
 * The cause of a failed state in words. For a function that threw, Lambda gives a JSON object with `errorType`,
 * `errorMessage` and `trace`: the result is the message, or the type if there is none. Other causes are returned unchanged.
 */
export function plainCause(cause: string): string {
  try {
    const { errorMessage, errorType } = JSON.parse(cause) as { errorMessage?: unknown; errorType?: unknown };
    return [errorMessage, errorType].find(isText) ?? cause;
  } catch {
    return cause;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
