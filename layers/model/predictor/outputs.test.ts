import { describe, expect, it } from 'vitest';
import { outputsOf } from './outputs.ts';

describe('the outputs of a model', () => {
  it('are the angles of the coordinates, then the forces of the muscles', () => {
    const coordinates = [
      { name: 'flexion', unit: 'rad' },
      { name: 'deviation', unit: 'rad' },
    ] as const;
    expect(outputsOf({ coordinates, muscles: ['FCR'] })).toEqual([
      { name: 'flexion', quantity: 'angle', unit: 'rad' },
      { name: 'deviation', quantity: 'angle', unit: 'rad' },
      { name: 'FCR', quantity: 'force', unit: 'N' },
    ]);
  });
});
