import { describe, expect, it } from 'vitest';
import { jointNamed } from '../../physics/biomechanics/index.ts';
import { meantPosture } from './meant-posture.ts';

describe('a posture by another word', () => {
  it.each([
    ['knee', 'sitting', 'seated'],
    ['knee', 'sit', 'seated'],
    ['knee', 'Sitting_on_chair', 'seated'],
    ['knee', 'SEATED', 'seated'],
    ['knee', 'seatde', 'seated'],
    ['knee', 'stand', 'standing'],
    ['knee', 'upright', 'standing'],
    ['knee', 'face_down', 'prone'],
    ['knee', 'side_lying', 'side-lying'],
    ['elbow', 'sitting', 'standing'], // the upper arm hangs, standing or seated
    ['elbow', 'seated', 'standing'],
    ['elbow', 'gravity-eliminated', 'horizontal-plane'],
    ['wrist', 'prone', 'palm-down'],
    ['wrist', 'pronated', 'palm-down'],
    ['wrist', 'palm_down', 'palm-down'],
    ['wrist', 'supine', 'palm-up'],
    ['wrist', 'thumb-up', 'neutral'],
    ['ankle', 'dangling', 'foot-hanging'],
    ['knee', 'unkown', 'unknown'],
  ])('of the %s: %s is %s', (joint, given, meant) => {
    expect(meantPosture(given, jointNamed(joint).postures)).toBe(meant);
  });

  it.each([
    ['knee', 'supine'],
    ['knee', 'walking'],
    ['ankle', 'sitting'], // the foot may stand on the ground
    ['wrist', 'standing'],
    ['wrist', 'horizontal'], // palm up or down
  ])('of the %s: %s is not recognised', (joint, given) => {
    expect(meantPosture(given, jointNamed(joint).postures)).toBeUndefined();
  });

  it('of a joint described in the manifest is found in either direction', () => {
    expect(meantPosture('seated', { sitting: { meaning: '' } })).toBe('sitting');
  });
});
