import { describe, expect, it } from 'vitest';
import { directions, opposite } from '../../../physics/biomechanics/index.ts';
import { areOfOneMovement, directionWords } from './directions.ts';

describe('the directions of a model file', () => {
  it('are all that joints have, with the same opposites', () => {
    expect(new Set(directionWords)).toEqual(new Set(directions));
    for (const direction of directions) {
      const together = directions.filter((other) => areOfOneMovement(direction, other));
      expect(new Set(together)).toEqual(new Set([direction, opposite(direction)]));
    }
  });

  it('are not any words', () => {
    expect(areOfOneMovement('bend', 'bend')).toBe(false);
  });
});
