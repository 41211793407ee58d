import type { FaultError } from '../../../base/faults/index.ts';
import { modelFault } from './fault.ts';

/**
 * Bounds of a model, so that the time to read it is bounded. A model of the whole body with every rib and finger has some
 * 150 bodies, 600 muscles of at most 20 points, and ten levels of elements; the bounds are several times as large.
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
  /** The bound of a joint of a study. */
  musclesOfJoint: 32,
} as const;

/** @throws FaultError OSIM_LARGE if a count is above its bound */
export function refuseMore(what: string, count: number, most: number): void {
  if (count > most) throw tooLarge(`${count} ${what}`, `at most ${most}`);
}

/**
 * Checks length, depth and number of elements before the text is parsed: the parser is recursive and would run out of
 * stack.
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

/** End of the comment, CDATA section or instruction that starts there; undefined if an element starts there. */
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
    'The model is larger than any model of a body.',
    found,
    expected,
    'Save a model with the joint of the study and the bodies that it moves, or describe the joint as JSON in the manifest.',
  );
}
