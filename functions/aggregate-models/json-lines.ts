/**
 * Values with more entries than these are written in several lines, one an entry; a local model in `model.json` has
 * about fifty.
 */
const mostInLine = 200;

/**
 * JSON of a value line by line, so that thirty megabytes are never one string. Parsed, it equals
 * `JSON.stringify(value)`.
 */
export function* jsonLines(value: object): Generator<string> {
  yield* linesOf(value, '', '');
}

/**
 * @param before text before the value on its first line
 * @param after text after the value on its last line
 */
function* linesOf(value: unknown, before: string, after: string): Generator<string> {
  if (!isLarge(value)) {
    yield `${before}${JSON.stringify(value)}${after}\n`;
    return;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, entry]) => isList || entry !== undefined);
  yield `${before}${isList ? '[' : '{'}\n`;
  for (const [at, [name, entry]] of entries.entries()) {
    yield* linesOf(
      entry ?? null,
      isList ? '' : `${JSON.stringify(name)}: `,
      at < entries.length - 1 ? ',' : '',
    );
  }
  yield `${isList ? ']' : '}'}${after}\n`;
}

function isLarge(value: unknown): value is object {
  let left = mostInLine;
  const count = (part: unknown): boolean => {
    if (left-- <= 0) return true;
    return typeof part === 'object' && part !== null && Object.values(part).some(count);
  };
  return count(value);
}
