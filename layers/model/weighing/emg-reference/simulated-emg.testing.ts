import { randomOf } from '../../../base/numbers/index.ts';
import type { TrainingProblem } from '../../dataset/index.ts';
import { smallProblem } from '../small-study.testing.ts';

const subjects = ['s01', 's02', 's03', 's04'];
const tasks = ['lift', 'walk'];
export const simulatedChannels = ['a', 'b', 'c', 'd'];

/** Four people in two tasks, with four channels. */
export function simulatedProblem(): TrainingProblem {
  const problem = smallProblem();
  const { emg } = problem.signals;
  return {
    ...problem,
    signals: {
      ...problem.signals,
      emg: { ...emg, channels: simulatedChannels.map((column) => ({ column, muscle: 'rect_fem_r' })) },
    },
    inputNames: simulatedChannels.map((channel) => `${channel}@0ms`),
    recordings: subjects.flatMap((subject) =>
      tasks.map((task) => ({
        file: `${subject}-${task}.csv`,
        site: 'lyon',
        subject,
        task,
        posture: 'unknown',
        physics: 'none' as const,
      })),
    ),
    emgScales: Object.fromEntries(subjects.map((subject) => [subject, simulatedChannels.map(() => 0.1)])),
  };
}

/**
 * Normalised envelopes at 50 Hz of a recording of `simulatedProblem`: bursts whose levels and phases belong to the recording, and
 * whose strength, rate and noise differ from second to second.
 *
 * @param part another part of the same recording for each number
 */
export function simulatedEnvelopes(recording: number, seconds: number, part: number): Float64Array[] {
  const own = randomOf(1, 'recording', recording);
  const shapes = simulatedChannels.map((_, channel) => ({
    level: own.logUniform(0.3, 1.2),
    rest: own.logUniform(0.02, 0.1),
    phase: (channel * Math.PI) / 2 + own.uniform(-0.4, 0.4),
  }));
  const rateRad = recording % 2 === 0 ? 5 : 8;
  const random = randomOf(2, 'part', recording, part);
  const channels = shapes.map(() => new Float64Array(50 * seconds));
  let angle = random.uniform(0, 6);
  let strength = 1;
  for (let row = 0; row < 50 * seconds; row++) {
    if (row % 50 === 0) strength = Math.exp(0.15 * random.normal());
    angle += (rateRad / 50) * strength;
    for (const [at, { level, rest, phase }] of shapes.entries()) {
      const burst = Math.max(0, Math.sin(angle + phase)) ** 2;
      channels[at]![row] = (rest + level * strength * burst) * Math.exp(0.1 * random.normal());
    }
  }
  return channels;
}
