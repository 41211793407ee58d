import type { Fault } from './fault.ts';

/** Number of faults of one kind that are reported for one file; the rest is counted. */
export const mostKept = 20;

/**
 * The first faults of one kind in one file. If there are more, the last of them says how many.
 *
 * @param total number of faults found, if not all were collected
 */
export function firstFaults(faults: readonly Fault[], total = faults.length): Fault[] {
  const first = faults.slice(0, mostKept);
  const rest = total - first.length;
  const last = first.at(-1);
  if (rest <= 0 || last === undefined) return first;
  return [...first.slice(0, -1), { ...last, what: `${last.what} (${rest} more like it in this file.)` }];
}

/** `firstFaults` for things that each are a fault. Things beyond the first are counted without a fault being made. */
export function firstFaultsOf<Thing>(things: readonly Thing[], faultOf: (thing: Thing) => Fault): Fault[] {
  return firstFaults(things.slice(0, mostKept).map(faultOf), things.length);
}
