import type { FaultError } from '../../../base/faults/index.ts';
import { modelFault } from './fault.ts';

/**
 * What a model may hold. One of the whole body with every rib and finger has some 150 bodies, 600 muscles of 20 points at
 * most, and ten levels of elements: several times as much is taken, so that the time of a reading stays bounded.
 */
export const modelBounds = {
  characters: 20_000_000,
  depth: 64,
  elements: 300_000,
  bodies: 500,
  joints: 500,
  coordinates: 1_000,
  constraints: 1_000,
  muscles: 2_000,
  pointsOfMuscle: 100,
  wrapsOfMuscle: 10,
  numbersOfField: 1_000,
  /** As many as a joint of a study may have. */
  musclesOfJoint: 32,
} as const;

/** @throws FaultError OSIM_LARGE where a count is above its bound */
export function refuseMore(what: string, count: number, most: number): void {
  if (count > most) throw tooLarge(`${count} ${what}`, `at most ${most}`);
}

/**
 * Looks at length, depth and number of elements before the text is parsed: the parser goes down by recursion, and would
 * end for want of stack.
 *
 * @throws FaultError OSIM_LARGE
 */
export function refuseLargeText(text: string): void {
  refuseMore('characters', text.length, modelBounds.characters);
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipped = skippedEnd(text, at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const end = text.indexOf('>', at);
    if (end < 0) return;
    if (text[at + 1] === '/') depth--;
    else {
      refuseMore('elements', ++elements, modelBounds.elements);
      if (text[end - 1] !== '/') refuseMore('levels of elements', ++depth, modelBounds.depth);
    }
    at = end;
  }
}

/** Where a comment, section of characters or instruction ends that begins there; undefined where an element begins. */
function skippedEnd(text: string, at: number): number | undefined {
  for (const [start, end] of unparsed) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found < 0 ? text.length : found;
  }
  return undefined;
}

const unparsed = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

function tooLarge(found: string, expected: string): FaultError {
  return modelFault(
    'OSIM_LARGE',
    'The model holds more than any model of a body.',
    found,
    expected,
    'Save a model with the joint of the study and what moves with it, or describe the joint as JSON in the manifest.',
  );
}
