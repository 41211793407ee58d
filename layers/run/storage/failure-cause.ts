/**
 * Why a state failed, in words: of what Lambda says of a function that threw, a JSON object with `errorType`,
 * `errorMessage` and `trace`, the message, or the type where it has none; anything else as it is.
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
