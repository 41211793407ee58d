import type { Case, Experiment } from './experiment.ts';
import { treadmillStudy } from './studies/treadmill.ts';

function walking(joint: 'ankle' | 'knee', learnt: 'walk36' | 'walk45', asks: string): Case {
  return {
    name: `${joint}-from-${learnt}`,
    asks,
    study: treadmillStudy(joint, learnt),
    cuts: [{ by: 'time', count: 4 }],
    arms: ['physics', 'no physics', 'no context'],
    baselines: ['extreme learning machine', 'random forest'],
  };
}

function allSpeeds(joint: 'ankle' | 'knee'): Case {
  return {
    name: `${joint}-all-speeds`,
    asks: `${joint === 'ankle' ? 'Ankle' : 'Knee'}: both speeds are learned, their last quarters held out: how well is the torque predicted?`,
    study: treadmillStudy(joint, 'both'),
    cuts: [{ by: 'task' }],
    arms: ['physics', 'no physics'],
    baselines: [],
  };
}

/** One real person with measured torque; a single recording of its kind, so no target depends on it. */
export const treadmill: Experiment = {
  name: 'treadmill',
  asks:
    'One real person walks on a treadmill, and torque is known from inverse dynamics: does a model of one speed hold at ' +
    'another one?',
  seeds: [1, 2, 3, 4, 5],
  independentOver: 'seed',
  cases: [
    walking('ankle', 'walk36', 'Ankle: learned at 3.6 km/h, held out at 4.5 km/h.'),
    walking('ankle', 'walk45', 'Ankle: learned at 4.5 km/h, held out at 3.6 km/h.'),
    walking('knee', 'walk36', 'Knee: learned at 3.6 km/h, held out at 4.5 km/h.'),
    walking('knee', 'walk45', 'Knee: learned at 4.5 km/h, held out at 3.6 km/h.'),
    allSpeeds('ankle'),
    allSpeeds('knee'),
  ],
  targets: [],
};
