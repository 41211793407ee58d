import { demoStudy } from '../../cli/demo/demo-study.ts';
import type { SimulationOptions } from '../../layers/simulation/options.ts';
import type { Case, Experiment } from './experiment.ts';
import { atMost, ratioTarget } from './judge/ratio-target.ts';
import { wristStudy } from './studies/wrist.ts';

function demo(name: string, asks: string, changes: Partial<SimulationOptions> = {}): Case {
  return {
    name,
    asks,
    study: wristStudy({ ...demoStudy, ...changes }),
    cuts: [{ by: 'auto' }],
    arms: ['physics'],
    baselines: [],
  };
}

const cases = [
  demo('demo', 'The study as `npm start` simulates it; its own seed is 1.'),
  demo('four-people', 'The same with four people.', { subjects: 4 }),
  demo(
    'fatigue',
    'The same, with EMG that grows by half over the session and frequencies that fall by 30 %.',
    {
      fatigue: 1,
    },
  ),
];

/** Whether the demo shows what other seeds show: no seed was chosen for its result. */
export const demoExperiment: Experiment = {
  name: 'demo',
  asks: 'Is the study of `npm start` an exception? The same study with other seeds, fewer people, and fatigue.',
  seeds: [1, 2, 3, 4, 5, 6, 7, 8],
  independentOver: 'seed',
  cases,
  targets: cases.map(({ name }) =>
    ratioTarget(
      `${name}: the published mode has less angle error than \`single\` with the same inputs (the interval excludes 1)`,
      { case: name, model: 'published' },
      { case: name, model: 'single' },
      atMost(1),
    ),
  ),
};
