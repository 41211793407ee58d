import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseHoldOut, type HoldOutEntry } from './hold-out.ts';

const many = (count: number, entry: HoldOutEntry) => Array.from({ length: count }, () => entry);
const walk = { subject: 's1', task: 'walk' };

describe('what is held out', () => {
  it('is what the manifest says, before all else', () => {
    const splits = ['train', 'validation', 'held-out'] as const;
    expect(
      chooseHoldOut(
        splits.map((split) => ({ ...walk, split })),
        1,
      ),
    ).toEqual([...splits]);
  });

  it.each([
    [2, 1],
    [3, 1],
    [4, 1],
    [8, 2],
    [12, 3],
  ])('of %i recordings of a task by one subject is %i, whole', (count, heldOut) => {
    const chosen = chooseHoldOut(many(count, walk), 1);
    expect(chosen.filter((one) => one === 'held-out').length).toBe(heldOut);
    expect(chosen.filter((one) => one === 'train').length).toBe(count - heldOut);
  });

  it('is the last quarter where a subject has one recording of a task', () => {
    const entries = [walk, { ...walk, task: 'sit' }, { ...walk, subject: 's2' }];
    expect(chooseHoldOut(entries, 1)).toEqual(['last-quarter', 'last-quarter', 'last-quarter']);
  });

  it('is the same for the same seed and changes with it', () => {
    const choices = Array.from({ length: 20 }, (_, seed) => chooseHoldOut(many(8, walk), seed).join());
    expect(chooseHoldOut(many(8, walk), 3).join()).toBe(choices[3]);
    expect(new Set(choices).size).toBeGreaterThan(5);
  });

  it('leaves every subject and task something to train on, and holds something of it out', () => {
    const entry = fc.record({ subject: fc.constantFrom('a', 'b', 'c'), task: fc.constantFrom('x', 'y') });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), fc.integer(), (entries, seed) => {
        const chosen = chooseHoldOut(entries, seed);
        for (const one of entries) {
          const own = chosen.filter(
            (_, at) => entries[at]!.subject === one.subject && entries[at]!.task === one.task,
          );
          const isTrained = own.includes('train') || own.includes('last-quarter');
          const isHeldOut = own.includes('held-out') || own.includes('last-quarter');
          expect(isTrained && isHeldOut).toBe(true);
        }
      }),
    );
  });
});
