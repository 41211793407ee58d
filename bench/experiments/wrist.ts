import type { Case, Cut, Experiment } from './experiment.ts';
import { coverageTarget } from './judge/coverage-target.ts';
import { atMost, notWorse, ratioTarget } from './judge/ratio-target.ts';
import { wristStudy } from './studies/wrist.ts';

const byTime = (count: number): Cut => ({ by: 'time', count });

/** Targets are judged on the first division: by task if there are several, else the default. */
const timeCuts = [byTime(8), byTime(1), byTime(2), byTime(4)];
const otherCuts: Cut[] = [{ by: 'cluster', count: 8 }, { by: 'site' }, { by: 'subject' }];

const nonstationary: Case = {
  name: 'nonstationary',
  asks: 'Four loads and three postures, and a held-out speed that training lacks.',
  study: wristStudy({ load: 'mixed' }),
  cuts: [{ by: 'task' }, ...timeCuts, ...otherCuts],
  arms: ['physics', 'no physics', 'no context'],
  baselines: ['extreme learning machine', 'random forest'],
};

const stationary: Case = {
  name: 'stationary',
  asks: 'One load and one posture; the held-out speed is one that training lacks.',
  study: wristStudy({ load: 'elastic' }),
  cuts: timeCuts,
  arms: ['physics', 'no physics', 'no context'],
  baselines: ['extreme learning machine', 'random forest'],
};

const published = { case: 'nonstationary', model: 'published' };

/** Does dividing pay, which division is best, and what does the equation of motion add? */
export const wrist: Experiment = {
  name: 'wrist',
  asks:
    'Six virtual people, two sites, known truth: do local models, weighted into one, beat one model with the same ' +
    'inputs? Into how many parts, cut by what, and with or without the equation of motion in the loss?',
  seeds: [1, 2, 3, 4, 5],
  independentOver: 'seed',
  cases: [nonstationary, stationary],
  targets: [
    ratioTarget(
      'Nonstationary: the published mode has at most 0.9 of the angle error of `single` with the same inputs, and the interval excludes 1',
      published,
      { ...published, model: 'single' },
      atMost(0.9),
    ),
    ratioTarget(
      'Nonstationary: at most 0.6 of the angle error of `single` without context',
      published,
      { ...published, arm: 'no context', model: 'single' },
      atMost(0.6),
    ),
    ratioTarget(
      'Stationary: the published mode is not worse than `single` (the interval reaches 1 or lies below)',
      { ...published, case: 'stationary' },
      { case: 'stationary', model: 'single' },
      notWorse,
    ),
    coverageTarget('Nonstationary: the 90 % intervals of the angle cover 85 to 95 %', 'nonstationary'),
    coverageTarget('Stationary: the 90 % intervals of the angle cover 85 to 95 %', 'stationary'),
  ],
};
