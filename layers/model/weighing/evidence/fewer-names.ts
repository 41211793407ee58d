import { allNames, type GivenKinds, type Naming, nameInputs, namings, noNames } from '../../inputs/index.ts';
import type { NetworkOutput } from '../../network/index.ts';
import type { Judged } from './evidence.ts';

/** `subject+task`: the kinds of given names for which the networks have inputs. */
export function givenKey(inputNames: readonly string[], given: GivenKinds): string {
  const groups = new Set(nameInputs(inputNames).map(({ by }) => by));
  return namings.filter((by) => given.includes(by) && groups.has(by)).join('+');
}

/**
 * The sets of given names to try besides all names: every smaller one, and none. Of sets that give the networks the same
 * inputs only the smallest is listed.
 */
export function fewerNames(inputNames: readonly string[]): GivenKinds[] {
  const byKey = new Map<string, GivenKinds>();
  const pairs = namings.map((left) => namings.filter((by) => by !== left));
  for (const given of [...pairs, ...namings.map((by) => [by]), noNames])
    byKey.set(givenKey(inputNames, given), given);
  byKey.delete(givenKey(inputNames, allNames));
  return [...byKey.values()];
}

/**
 * True if a local model can have a weight in rows with these given names. A name without an input makes no difference to
 * outputs, so it counts as given.
 */
export function hasNeeds(
  needs: readonly Naming[],
  given: GivenKinds,
  inputNames: readonly string[],
): boolean {
  const groups = new Set(nameInputs(inputNames).map(({ by }) => by));
  return needs.every((by) => given.includes(by) || !groups.has(by));
}

/** The output of every network for the rows, if these names are given. */
export function outputsGiven(
  { table, outputs, outputsByFewer }: Judged,
  given: GivenKinds,
): readonly NetworkOutput[] {
  const key = givenKey(table.inputNames, given);
  if (key === givenKey(table.inputNames, allNames)) return outputs;
  const byFewer = outputsByFewer?.[key];
  if (!byFewer) throw new RangeError(`there are no outputs of the networks given ${key || 'no names'}`);
  return byFewer;
}
