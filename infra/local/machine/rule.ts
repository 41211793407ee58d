/** An EventBridge event pattern: nested fields, each with a list of accepted values at its end. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly Matcher[];
}

type Matcher = string | number | boolean | null | { readonly wildcard: string } | { readonly prefix: string };

/**
 * True if EventBridge would send an event to the target of a rule with this pattern: every field of the pattern accepts
 * the event's value; if the event has a list, one of its elements is enough.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * An unknown comparison throws, so that no rule silently differs from the cloud.
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const value = isObject(event) ? event[field] : undefined;
    if (!isListOfMatchers(expected)) return matches(expected, value);
    const values = Array.isArray(value) ? value : [value];
    return expected.some((matcher) => values.some((one) => accepts(matcher, one)));
  });
}

function accepts(matcher: Matcher, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  if ('wildcard' in matcher)
    return typeof value === 'string' && wildcard(String(matcher.wildcard)).test(value);
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(String(matcher.prefix));
  throw new Error(`This rule cannot run on one machine: unknown comparison ${JSON.stringify(matcher)}`);
}

/** `*` stands for any characters, slashes too; `\*` and `\\` for themselves. */
function wildcard(text: string): RegExp {
  const source = text.replace(/\\([*\\])|\*|[^\w\s/]/g, (found, escaped: string | undefined) => {
    if (escaped) return `\\${escaped}`;
    return found === '*' ? '.*' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}

function isListOfMatchers(expected: EventPattern | readonly Matcher[]): expected is readonly Matcher[] {
  return Array.isArray(expected);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
