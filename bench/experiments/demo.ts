import { demoStudy } from '../../cli/demo/demo-study.ts';
import type { Case, Experiment } from './experiment.ts';
import { atMost, ratioTarget } from './judge/ratio-target.ts';
import { wristStudy } from './studies/wrist.ts';

const one: Case = {
  name: 'demo',
  asks: 'The study as `npm start` simulates it; its own seed is 1.',
  study: wristStudy(demoStudy),
  cuts: [{ by: 'auto' }],
  arms: ['physics'],
  baselines: [],
};

/** Runs the demo with other seeds, to show that its seed was not chosen for its result. */
export const demoExperiment: Experiment = {
  name: 'demo',
  asks: 'Is the study of `npm start` an exception? The same study with other seeds.',
  seeds: [1, 2, 3, 4, 5, 6, 7, 8],
  independentOver: 'seed',
  cases: [one],
  targets: [
    ratioTarget(
      'The published mode has less angle error than `single` with the same inputs (the interval excludes 1)',
      { case: one.name, model: 'published' },
      { case: one.name, model: 'single' },
      atMost(1),
    ),
  ],
};
