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

  it('are the torques about the coordinates too, last, if the model has torque', () => {
    const coordinates = [{ name: 'knee', unit: 'rad' }] as const;
    expect(outputsOf({ coordinates, muscles: ['rect_fem_r'], torque: {} })).toEqual([
      { name: 'knee', quantity: 'angle', unit: 'rad' },
      { name: 'rect_fem_r', quantity: 'force', unit: 'N' },
      { name: 'knee', quantity: 'torque', unit: 'N m' },
    ]);
  });
});
