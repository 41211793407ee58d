import { degreesOf } from '../../base/numbers/index.ts';
import type { ExpectedError } from '../../model/weighing/index.ts';

/**
 * `A new person whose task is named: about 18 degrees (12 to 25 for four of five people; 16 were left out of the training in
 * turn). By task, and in brackets the deviation of the angle itself: gait 17 (17), sit 15 (26).` Undefined if no fold has left
 * people out.
 */
export function newPersonText(expected: ExpectedError | undefined): string | undefined {
  if (!expected) return undefined;
  const { people, given, medianRad, lowRad, highRad, byTask = {} } = expected;
  const [median, low, high] = [medianRad, lowRad, highRad].map(whole);
  const named = given.includes('task') ? ' whose task is named' : '';
  const sentence = `A new person${named}: about ${median} degrees (${low} to ${high} for four of five people; ${people} were left out of the training in turn).`;
  const tasks = Object.entries(byTask).sort(([, a], [, b]) => b.medianRad - a.medianRad);
  if (tasks.length === 0) return sentence;
  const parts = tasks
    .slice(0, mostTasks)
    .map(([task, one]) => `${task} ${whole(one.medianRad)} (${whole(one.deviationRad)})`);
  const others = tasks.length > mostTasks ? ', others less' : '';
  return `${sentence} By task, and in brackets the deviation of the angle itself: ${parts.join(', ')}${others}.`;
}

/** The tasks with the largest errors. */
const mostTasks = 6;

function whole(rad: number): number {
  return Math.round(degreesOf(rad));
}
