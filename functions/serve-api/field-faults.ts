import type { z } from 'zod';
import type { Fault } from '../../layers/base/faults/index.ts';
import { firstFaultsOf, jsonPath } from '../../layers/base/faults/index.ts';

/** Issues of zod as faults. `where.column` is the path of the field; of unknown fields the first are listed, with a count. */
export function fieldFaults(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return firstFaultsOf(issue.keys, (key) => unknownField([...issue.path, key]));
    return [valueFault(issue)];
  });
}

function unknownField(path: readonly PropertyKey[]): Fault {
  return {
    code: 'FIELD_UNKNOWN',
    what: 'The request has an unknown field.',
    where: { column: jsonPath(path).slice(0, 200) },
    found: shown(String(path.at(-1))),
    expected: 'only the fields in /v1/openapi.json',
    fix: 'Remove the field, or correct its name.',
  };
}

function valueFault(issue: z.core.$ZodIssue): Fault {
  const isMissing = issue.input === undefined;
  return {
    code: isMissing ? 'FIELD_MISSING' : 'FIELD_VALUE',
    what: isMissing ? 'The request lacks a field.' : 'A field of the request has an invalid value.',
    where: issue.path.length === 0 ? {} : { column: jsonPath(issue.path).slice(0, 200) },
    found: isMissing ? 'nothing' : shown(issue.input),
    expected: issue.message,
    fix: isMissing ? 'Add the field.' : 'Give a value that fits the schema at /v1/openapi.json.',
  };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
