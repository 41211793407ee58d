import { describe, expect, it } from 'vitest';
import { knee } from './joints/knee.ts';
import { labelForces } from './label-forces.ts';
import { publishedWalks, soleusOfWalk } from './published-walk.testing.ts';
import { correlation, hasShared } from './reference.testing.ts';

const degree = Math.PI / 180;

describe('force labels', () => {
  const frames = {
    angleRad: Float64Array.of(-1, -1, -1, 20 * degree, Number.NaN),
    velocityRadPerS: new Float64Array(5),
    torqueNm: Float64Array.of(10, -20, 5000, 10, 10),
  };
  const flat = (a: number): Float64Array => new Float64Array(5).fill(a);

  it('leave out and count frames beyond the muscles, beyond the range and unknown', () => {
    const labels = labelForces(knee, frames);
    expect(labels.refusedFrames).toEqual({ reserve: 1, outOfRange: 1, unknown: 1 });
    expect(labels.labelledFrames).toBe(2);
    const labelled = [0, 1, 2, 3, 4].map((t) => Number.isFinite(labels.forceN[t * 5]!));
    expect(labelled).toEqual([true, true, false, false, false]);
    expect(labels.reserveNm[2]).toBeGreaterThan(4000);
  });

  it('follow the EMG if it covers both directions', () => {
    const excitation = [flat(0.2), flat(0.2), flat(0.1), undefined, undefined];
    expect(labelForces(knee, { ...frames, excitation }).method).toBe('emg-assisted');
  });

  it('are plain if one direction has no EMG, if there is none, and on request', () => {
    const oneWay = [flat(0.2), flat(0.2), undefined, undefined, undefined];
    const bothWays = [flat(0.2), flat(0.2), flat(0.1), undefined, undefined];
    expect(labelForces(knee, { ...frames, excitation: oneWay }).method).toBe('plain');
    expect(labelForces(knee, frames).method).toBe('plain');
    expect(labelForces(knee, { ...frames, excitation: bothWays }, { method: 'plain' }).method).toBe('plain');
  });
});

describe.each(publishedWalks)('the ankle forces of %s', (file, emg) => {
  it.skipIf(!hasShared(file)).each(['plain', 'emg-assisted'] as const)(
    'have a soleus force with r >= 0.9 to the published one, %s',
    (method) => {
      const { soleusN, publishedN, share } = soleusOfWalk(file, emg, method);
      expect(share).toBeGreaterThan(0.95);
      expect(correlation(soleusN, publishedN)).toBeGreaterThanOrEqual(0.9);
    },
  );
});
