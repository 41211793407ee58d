import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface HoldOutEntry {
  readonly subject: string;
  readonly task: string;
  readonly split?: 'train' | 'validation' | 'held-out' | undefined;
}

/** Gap between training rows and held-out rows of the same recording, s: neighbours in time are nearly copies of one another. */
export const gapS = 1;

/** Use of a recording: one use for all rows, or the last quarter held out after a gap. */
export type HoldOut = 'train' | 'validation' | 'held-out' | 'last-quarter';

/**
 * Chooses, by seed, the recordings that training never uses. A split in the manifest takes precedence. If a subject has
 * several recordings of a task, one in four (at least one) is held out whole; if there is only one, its last quarter is held
 * out. Single samples are never held out: neighbours in time are nearly copies of one another.
 */
export function chooseHoldOut(entries: readonly HoldOutEntry[], seed: number): HoldOut[] {
  const random = xoroshiro128plus(seed);
  const choice: HoldOut[] = entries.map(({ split }) => split ?? 'train');
  for (const group of groupOpenEntries(entries)) {
    if (group.length === 1) {
      choice[group[0]!] = 'last-quarter';
      continue;
    }
    const heldOutCount = Math.max(1, Math.round(group.length / 4));
    const left = [...group];
    for (let taken = 0; taken < heldOutCount; taken++) {
      const [index] = left.splice(uniformInt(random, 0, left.length - 1), 1);
      choice[index!] = 'held-out';
    }
  }
  return choice;
}

function groupOpenEntries(entries: readonly HoldOutEntry[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, entry] of entries.entries()) {
    if (entry.split !== undefined) continue;
    const key = JSON.stringify([entry.subject, entry.task]);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()];
}
