import { describe, expect, it } from 'vitest';
import type { Load } from '../../physics/biomechanics/index.ts';
import { dynamicsOf } from '../../physics/biomechanics/index.ts';
import { wrist } from '../../physics/biomechanics/testing.ts';
import type { RecordingCard } from '../dataset/index.ts';
import { residualWeight } from './residual-weight.ts';

const angleScaleRad = { mean: 0, deviation: 0.34 };
const coordinate = { torqueScaleNm: 0.5 };

function weightOf(posture: string, load: Load = {}, torqueScaleNm = coordinate.torqueScaleNm): number {
  const card: RecordingCard = {
    file: 'a.csv',
    site: 'site1',
    subject: 's1',
    task: 'task',
    posture,
    physics: 'equation of motion',
    dynamics: dynamicsOf(wrist, { posture, load })!,
  };
  return residualWeight(card, { torqueScaleNm }, angleScaleRad);
}

describe('the weight of a residual', () => {
  it('is large where a spring makes the torque follow the angle', () => {
    const spring = weightOf('neutral', { stiffnessNmPerRad: 1.5 });
    expect(spring).toBe(1);
    expect(weightOf('neutral', { stiffnessNmPerRad: 0.8 })).toBeGreaterThan(0.25);
  });

  it('is small where a weight near the horizontal asks for the same torque at every angle, either way up', () => {
    const load = { massKg: 0.5, leverM: 0.07 };
    expect(weightOf('palm-up', load)).toBeLessThan(0.02);
    expect(weightOf('palm-up', load)).toBeGreaterThan(0);
    expect(weightOf('palm-down', load)).toBeCloseTo(weightOf('palm-up', load), 2);
  });

  it('grows with the square of the stiffness and falls with that of the torque, to 1 at most', () => {
    const weak = weightOf('neutral', { stiffnessNmPerRad: 0.2 }, 1);
    expect(weightOf('neutral', { stiffnessNmPerRad: 0.4 }, 1) / weak).toBeCloseTo(4, 2);
    expect(weightOf('neutral', { stiffnessNmPerRad: 0.2 }, 2) / weak).toBeCloseTo(0.25, 6);
    expect(weightOf('neutral', { stiffnessNmPerRad: 200 })).toBe(1);
  });

  it('is 1 against a measured torque, which forces alone must meet, and 0 where there is no physics', () => {
    const card = { file: 'a.csv', site: 'site1', subject: 's1', task: 'task', posture: 'unknown' };
    expect(residualWeight({ ...card, physics: 'measured torque' }, coordinate, angleScaleRad)).toBe(1);
    expect(residualWeight({ ...card, physics: 'none' }, coordinate, angleScaleRad)).toBe(0);
  });
});
