import { degreesOf } from '../../base/numbers/index.ts';
import type { ExpectedError } from '../../model/weighing/index.ts';

/**
 * `A new person whose task is named: about 18 degrees (12 to 25 for four of five people; 16 were left out of the training in
 * turn).` Undefined if no fold has left people out.
 */
export function newPersonText(expected: ExpectedError | undefined): string | undefined {
  if (!expected) return undefined;
  const { people, given, medianRad, lowRad, highRad } = expected;
  const [median, low, high] = [medianRad, lowRad, highRad].map((error) => Math.round(degreesOf(error)));
  const named = given.includes('task') ? ' whose task is named' : '';
  return `A new person${named}: about ${median} degrees (${low} to ${high} for four of five people; ${people} were left out of the training in turn).`;
}
