import { describe, expect, it } from 'vitest';
import { predict } from '../../../layers/model/predictor/index.ts';
import { smallGlobalModel } from '../../../layers/model/predictor/testing.ts';
import { smallNetwork, smallProblem } from '../../../layers/model/weighing/testing.ts';
import { scorePerson } from './score-person.ts';

const problem = smallProblem();
const networks = [1, 2].map((seed) => smallNetwork(problem, seed));
const model = smallGlobalModel(problem, networks);

/** A recording whose angle is that of the model and half a radian. */
function recordingOf(task: string, seconds: number) {
  const channel = Float64Array.from({ length: 50 * seconds + 1 }, (_, at) => 0.4 * (1 + Math.sin(at / 17)));
  const emg = { sampleRateHz: 50, startS: 0, channels: [channel] };
  const { timeS, angleRad } = predict(model, emg);
  const angle = { timeS, angleRad: angleRad.map((one) => one + 0.5) };
  return { ...emg, subject: 'carla', task, angle };
}

describe('the score of a calibration to a person', () => {
  const scores = scorePerson(model, [recordingOf('sit', 12), recordingOf('walk', 9)], 7);

  it('has the error on the rest of each recording, before and after', () => {
    expect(scores.map(({ task }) => task)).toEqual(['sit', 'walk']);
    for (const { beforeRad, afterRad, isKept } of scores) {
      expect(beforeRad).toBeCloseTo(0.5, 1);
      expect(afterRad).toBeLessThan(0.2);
      expect(isKept).toBe(true);
    }
  });

  it('has the error of a calibration in the other tasks, which changes nothing', () => {
    for (const { beforeRad, afterOthersRad } of scores) expect(afterOthersRad).toBe(beforeRad);
  });

  it('leaves out the other tasks of a person with one', () => {
    const [only] = scorePerson(model, [recordingOf('sit', 12)], 7);
    expect(only).not.toHaveProperty('afterOthersRad');
  });
});
