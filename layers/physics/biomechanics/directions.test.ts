import { describe, expect, it } from 'vitest';
import { directions, opposite, signOf } from './directions.ts';

describe('a direction', () => {
  it('is the opposite of its opposite only', () => {
    for (const direction of directions) {
      expect(opposite(direction)).not.toBe(direction);
      expect(opposite(opposite(direction))).toBe(direction);
    }
    expect(new Set(directions.map(opposite)).size).toBe(directions.length);
  });

  it.each([
    ['flexion', 'extension'],
    ['dorsiflexion', 'plantarflexion'],
    ['abduction', 'adduction'],
    ['internal-rotation', 'external-rotation'],
    ['pronation', 'supination'],
  ] as const)('%s is undone by %s', (one, other) => {
    expect([opposite(one), opposite(other)]).toEqual([other, one]);
  });
});

describe('the sign between two directions', () => {
  it('is 1 for the same or no direction and -1 for the opposite, for every direction', () => {
    for (const positive of directions) {
      expect(signOf(undefined, positive)).toBe(1);
      expect(signOf(positive, positive)).toBe(1);
      expect(signOf(opposite(positive), positive)).toBe(-1);
    }
  });

  it('is refused for directions of different movements', () => {
    expect(() => signOf('dorsiflexion', 'flexion')).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ code: 'DIRECTION_UNKNOWN' })] }),
    );
    expect(() => signOf('pronation', 'nowhere')).toThrow();
  });
});
