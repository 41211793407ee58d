import type { NetworkOutput } from '../../learning/local-network.ts';
import { type Naming, nameInputs, namings } from '../../preparation/name-inputs.ts';
import { everything, type Judged, type Told } from './evidence.ts';

/** `subject+task`: what of it reaches the networks, which may have inputs for some groups of names only. */
export function toldKey(inputNames: readonly string[], told: Told): string {
  const groups = groupsOf(inputNames);
  return namings.filter((by) => told.includes(by) && groups.has(by)).join('+');
}

/**
 * All that networks are told when modes are fitted and judged, beside everything: nothing, and each name alone, but of
 * those that make no difference to them one only.
 */
export function lessTold(inputNames: readonly string[]): Told[] {
  const all = toldKey(inputNames, everything);
  const byKey = new Map<string, Told>();
  for (const told of [...namings.map((by) => [by]), []]) byKey.set(toldKey(inputNames, told), told);
  byKey.delete(all);
  return [...byKey.values()];
}

/** What every member says to the rows, told so much. */
export function saidWhenTold({ table, outputs, toldLess }: Judged, told: Told): readonly NetworkOutput[] {
  const key = toldKey(table.inputNames, told);
  if (key === toldKey(table.inputNames, everything)) return outputs;
  const less = toldLess?.[key];
  if (!less) throw new RangeError(`what the members say told ${key || 'nothing'} is not there`);
  return less;
}

function groupsOf(inputNames: readonly string[]): Set<Naming> {
  return new Set(nameInputs(inputNames).map(({ by }) => by));
}
