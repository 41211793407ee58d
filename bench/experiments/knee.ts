import { calibratedBy } from './calibrated.ts';
import type { Case, Experiment } from './experiment.ts';
import { coverageTarget } from './judge/coverage-target.ts';
import { errorTarget } from './judge/error-target.ts';
import { publishedGivenTask, publishedWithoutNames } from './model-predictions.ts';
import { kneeStudy } from './studies/knee.ts';

const learners: Pick<Case, 'cuts' | 'arms' | 'baselines'> = {
  cuts: [{ by: 'task' }],
  arms: ['physics', 'no physics'],
  baselines: ['extreme learning machine'],
};

const withForest: Pick<Case, 'baselines'> = { baselines: ['extreme learning machine', 'random forest'] };

const seated = 'sit_knee_extension';
const standing = 'stand_knee_flexion';
const quarter = 'last-quarter';
const people = 'subjects-out';

/** 16 real people, two sites. Limits of the targets come from linear and plain networks on the same files. */
export const knee: Experiment = {
  name: 'knee',
  asks:
    '16 real people at two sites, thigh EMG and knee angle: does the model hold for the rest of a recording, for ' +
    'recordings, people and sites that training has not seen, and what does a short calibration gain?',
  seeds: [1, 2, 3],
  independentOver: 'subject',
  cases: [
    {
      name: quarter,
      asks: "The last quarter of every recording is held out; `(task alone)` does not get the person's name, `(unnamed)` gets no name; both have the person's EMG scale, as the yardsticks have.",
      study: kneeStudy('last quarter'),
      ...learners,
      ...withForest,
      cuts: [{ by: 'task' }, { by: 'subject' }],
      arms: ['physics', 'no physics', 'no context'],
    },
    {
      name: 'recordings-out',
      asks: 'Whole recordings are held out, a quarter of them in each of four folds: the same people in another task.',
      study: kneeStudy('recordings'),
      ...learners,
    },
    {
      name: people,
      asks:
        'A quarter of the people is held out in each of four folds; and calibrated, once by 15 s of each person (7.5 s ' +
        'seated for the seated task, 7.5 s standing for the other), once by 15 s of each recording.',
      study: kneeStudy('subjects'),
      ...learners,
      ...withForest,
      calibrationsS: [7.5, 15],
    },
    {
      name: 'site-out',
      asks: 'One site is held out whole, then the other.',
      study: kneeStudy('site'),
      ...learners,
    },
  ],
  targets: [
    errorTarget(
      'Last quarter, subject named: at most 7 degrees seated',
      inCase(quarter, 'published'),
      seated,
      7,
    ),
    errorTarget(
      'Last quarter, subject named: at most 12 degrees standing',
      inCase(quarter, 'published'),
      standing,
      12,
    ),
    errorTarget(
      'Last quarter, task named, subject not: at most 11 degrees seated',
      inCase(quarter, publishedGivenTask),
      seated,
      11,
    ),
    errorTarget(
      'Last quarter, task named, subject not: at most 16 degrees standing',
      inCase(quarter, publishedGivenTask),
      standing,
      16,
    ),
    errorTarget(
      'Last quarter, neither named: at most 11 degrees seated',
      inCase(quarter, publishedWithoutNames),
      seated,
      11,
    ),
    errorTarget(
      'Last quarter, neither named: at most 16 degrees standing',
      inCase(quarter, publishedWithoutNames),
      standing,
      16,
    ),
    errorTarget(
      'Subjects held out: 10 % better than the best yardstick (20.4), so at most 18.4 degrees seated',
      inCase(people, 'published'),
      seated,
      18.36,
    ),
    errorTarget(
      'Subjects held out: 10 % better than the best yardstick (24.7), so at most 22.2 degrees standing',
      inCase(people, 'published'),
      standing,
      22.23,
    ),
    ...(
      [
        [7.5, '15 s of the person'],
        [15, '15 s of each recording'],
      ] as const
    ).flatMap(([seconds, what]) => [
      errorTarget(
        `Subjects held out, calibrated by ${what}: at most 12 degrees seated`,
        inCase(people, calibratedBy(seconds)),
        seated,
        12,
      ),
      errorTarget(
        `Subjects held out, calibrated by ${what}: at most 18 degrees standing`,
        inCase(people, calibratedBy(seconds)),
        standing,
        18,
      ),
    ]),
    coverageTarget('Last quarter: the 90 % intervals of the angle cover 85 to 95 %', quarter),
  ],
};

function inCase(name: string, model: string) {
  return { case: name, model };
}
