import type { z } from 'zod';
import type { Fault } from '../../base/faults/index.ts';
import { jsonPath, mostKept, nearestName } from '../../base/faults/index.ts';
import { manifestJsonSchema } from './manifest.ts';

type Issue = z.core.$ZodIssue;

/** The issues of a manifest as faults; the fault of an unknown field names the known field most like it. */
export function issueFaults(issues: readonly Issue[]): Fault[] {
  const schema: SchemaNode = manifestJsonSchema();
  return issues.flatMap((issue) => {
    const chosen = issue.code === 'invalid_union' ? nearestOption(issue) : [];
    if (chosen.length > 0) return issueFaults(chosen);
    if (issue.code !== 'unrecognized_keys') return [valueFault(issue)];
    const known = fieldsAt(schema, issue.path);
    return issue.keys.slice(0, mostKept).map((key) => unknownField(issue.path, key, known));
  });
}

/**
 * The issues of the option of a union that the value is most like: the option with the fewest issues. Empty if the value is
 * like none of the options.
 */
function nearestOption(issue: Issue & { code: 'invalid_union' }): Issue[] {
  const wrong = (option: readonly Issue[]) =>
    option.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 1), 0);
  const alike = issue.errors.filter((option) =>
    option.some(({ path }) => path.length > 0 || isField(option)),
  );
  const [nearest = []] = alike.toSorted((a, b) => wrong(a) - wrong(b));
  return nearest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

function isField(option: readonly Issue[]): boolean {
  return option.some(({ code }) => code === 'unrecognized_keys');
}

function unknownField(path: readonly PropertyKey[], key: string, known: readonly string[]): Fault {
  const nearest = nearestName(key, known);
  return {
    code: 'MANIFEST_FIELD_UNKNOWN',
    what: 'The manifest has an unknown field.',
    where: { column: jsonPath([...path, key]) },
    found: quoted(key),
    expected: known.length > 0 ? `one of ${known.join(', ')}` : 'no field',
    fix: nearest ? `Write ${quoted(nearest)} if that is meant, or remove the field.` : 'Remove the field.',
  };
}

function valueFault(issue: Issue): Fault {
  const column = jsonPath(issue.path);
  const isMissing = issue.input === undefined && issue.code !== 'custom';
  const expected = expectedOf(issue);
  if (isMissing) {
    return {
      code: 'MANIFEST_FIELD_MISSING',
      what: 'The manifest lacks a field.',
      where: { column },
      found: 'nothing',
      expected,
      fix: `Add ${quoted(String(issue.path.at(-1) ?? ''))}.`,
    };
  }
  const params = issue.code === 'custom' ? (issue.params as { found?: string } | undefined) : undefined;
  const found = params?.found ?? shown(issue.input);
  const allowed = issue.code === 'invalid_value' ? issue.values : [];
  const nearest = nearestName(String(issue.input), allowed.map(String));
  const slip = allowed.find((value) => String(value) === nearest);
  return {
    code: 'MANIFEST_VALUE',
    what: 'A field of the manifest has a value that is not allowed.',
    where: { column },
    found,
    expected,
    fix: slip !== undefined ? `Write ${shown(slip)} if that is meant.` : `Give ${expected}.`,
  };
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? shown(issue.values[0])
        : `one of ${issue.values.map(shown).join(', ')}`;
    case 'too_small':
      return sized(issue.origin, `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`);
    case 'too_big':
      return sized(issue.origin, `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`);
    default:
      return issue.message;
  }
}

const typeWords: Partial<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'an object in braces',
  tuple: 'a list of two numbers',
};

function sized(origin: string, limit: string): string {
  if (origin === 'array') return `a list of ${limit} entries`;
  if (origin === 'string') return `a text of ${limit} characters`;
  return `a number of ${limit}`;
}

/** Names of the fields that an object at this path may have, from the published schema. */
function fieldsAt(schema: SchemaNode, path: readonly PropertyKey[]): string[] {
  let nodes = [schema];
  for (const key of path)
    nodes = nodes
      .flatMap((node) => [node, ...(node.anyOf ?? [])])
      .flatMap((node) => (typeof key === 'number' ? node.items : node.properties?.[String(key)]) ?? []);
  return nodes
    .flatMap((node) => [node, ...(node.anyOf ?? [])])
    .flatMap((node) => Object.keys(node.properties ?? {}));
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
