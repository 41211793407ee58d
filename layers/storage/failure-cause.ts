/**
 * Why a state failed, in words: of what Lambda says of a function that threw, a JSON object with `errorType`,
 * `errorMessage` and `trace`, the message alone; anything else as it is.
 */
export function plainCause(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
