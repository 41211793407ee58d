import { describe, expect, it } from 'vitest';
import { newPersonText } from './new-person-text.ts';

const rad = (degrees: number) => (degrees * Math.PI) / 180;
const expected = {
  people: 16,
  given: ['task'] as const,
  medianRad: rad(18.4),
  lowRad: rad(12.2),
  highRad: rad(24.9),
};

describe('the sentence on new people', () => {
  it('has the middle error, and that of four of five people', () => {
    expect(newPersonText(expected)).toBe(
      'A new person whose task is named: about 18 degrees (12 to 25 for four of five people; 16 were left out of the training in turn).',
    );
    expect(newPersonText({ ...expected, given: [] })).toMatch(/^A new person: about 18/);
    expect(newPersonText(undefined)).toBeUndefined();
  });

  it('has the tasks, the worst first, beside the deviation of the angle', () => {
    const byTask = {
      sit: { people: 16, medianRad: rad(15), deviationRad: rad(26) },
      gait: { people: 9, medianRad: rad(17), deviationRad: rad(16.6) },
    };
    expect(newPersonText({ ...expected, byTask })).toMatch(
      / By task, and in brackets the deviation of the angle itself: gait 17 \(17\), sit 15 \(26\)\.$/,
    );
  });
});
