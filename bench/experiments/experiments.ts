import { demoExperiment } from './demo.ts';
import { division, divisionOfChildren, divisionOfOneTask } from './division.ts';
import type { Experiment } from './experiment.ts';
import { knee } from './knee.ts';
import { treadmill } from './treadmill.ts';
import { wrist } from './wrist.ts';
import { wristScenarios } from './wrist-scenarios.ts';

/** In the order in which `all` runs them. */
export const experiments: readonly Experiment[] = [
  wrist,
  wristScenarios,
  knee,
  treadmill,
  division,
  divisionOfOneTask,
  divisionOfChildren,
  demoExperiment,
];
