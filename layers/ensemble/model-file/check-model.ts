import type { z } from 'zod';
import type { GlobalModelJson } from '../global-model.ts';
import { disagreements } from './agreement.ts';
import { modelSchema } from './model-schema.ts';

/** So many sentences are told; one damage can make thousands. */
const mostTold = 5;

/**
 * What is wrong with a `model.json`, in sentences; none where it is one that can be predicted with.
 *
 * @param value as parsed
 */
export function modelFaults(value: unknown): string[] {
  const parsed = modelSchema.safeParse(value);
  const found = parsed.success
    ? disagreements(value as GlobalModelJson)
    : parsed.error.issues.flatMap(sentencesOf);
  const more = found.length - mostTold;
  return more > 0 ? [...found.slice(0, mostTold), `and ${more} more`] : found;
}

/** Of a union, what is wrong with its last part: the others differ in kind. */
function sentencesOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.join('.');
  return [`${place === '' ? 'model.json' : place}: ${issue.message}`];
}
