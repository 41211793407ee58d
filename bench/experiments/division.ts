import type { Case, Cut, Experiment } from './experiment.ts';
import { notWorse, ratioTarget } from './judge/ratio-target.ts';
import type { Target } from './judge/target.ts';
import { childrenStudy } from './studies/children.ts';
import { wristStudy } from './studies/wrist.ts';

const byTime: Cut = { by: 'time', count: 8 };

/** Several tasks: `auto` divides by task, which comes first. */
const ofSeveralTasks: readonly Cut[] = [{ by: 'task' }, { by: 'subject' }, { by: 'site' }, byTime];
/** One task, several people: `auto` divides by subject. */
const ofOneTask: readonly Cut[] = [{ by: 'subject' }, { by: 'site' }, byTime];

const fourPeople = { subjects: 4, secondsPerRecording: 15 };

function simulated(name: string, asks: string, joint: string, load: string, cuts: readonly Cut[]): Case {
  return {
    name,
    asks,
    study: wristStudy({ ...fourPeople, joint, study: joint, load }),
    cuts,
    arms: ['physics'],
    baselines: [],
  };
}

/** Targets: the published mode with the default division against one model, and against each other division. */
function targetsOf(one: Case, over: Experiment['independentOver']): Target[] {
  const published = { case: one.name, model: 'published' };
  const [first, ...others] = one.cuts;
  return [
    ratioTarget(
      `${one.name}: divided by ${first!.by}, the published mode is not worse than \`single\``,
      published,
      { ...published, model: 'single' },
      notWorse,
      over,
    ),
    ...others.map(({ by, count }) => {
      const cut = count === undefined ? `by ${by}` : `${count} by ${by}`;
      return ratioTarget(
        `${one.name}: divided by ${first!.by}, it is not worse than ${cut}`,
        published,
        { ...published, cut },
        notWorse,
        over,
      );
    }),
  ];
}

const casesOfSeveralTasks: readonly Case[] = [
  simulated('wrist-several-tasks', 'Wrist, four loads in three postures.', 'wrist', 'mixed', ofSeveralTasks),
  simulated('elbow-several-tasks', 'Elbow, three loads in three postures.', 'elbow', 'mixed', ofSeveralTasks),
  simulated('knee-several-tasks', 'Knee, four loads in three postures.', 'knee', 'mixed', ofSeveralTasks),
];

const casesOfOneTask: readonly Case[] = [
  simulated('wrist-one-task', 'Wrist against a spring.', 'wrist', 'elastic', ofOneTask),
  simulated('elbow-one-task', 'Elbow against a spring.', 'elbow', 'elastic', ofOneTask),
  simulated('knee-one-task', 'Knee, seated.', 'knee', 'seated', ofOneTask),
];

const people =
  'Four virtual people at two sites, seeds and joints that no setting was chosen on; the first division is the one that `auto` takes.';

/** How should a study be divided if its manifest does not say? Uses seeds and joints that were not used for choosing settings. */
export const division: Experiment = {
  name: 'division',
  asks: `By what is a study of several tasks best divided if its manifest does not say? ${people}`,
  seeds: [41, 42, 43, 44, 45],
  independentOver: 'seed',
  cases: casesOfSeveralTasks,
  targets: casesOfSeveralTasks.flatMap((one) => targetsOf(one, 'seed')),
};

/** The same question for studies of one task. */
export const divisionOfOneTask: Experiment = {
  name: 'division-one-task',
  asks: `By what is a study of one task and several people best divided if its manifest does not say? ${people}`,
  seeds: [41, 42, 43],
  independentOver: 'seed',
  cases: casesOfOneTask,
  targets: casesOfOneTask.flatMap((one) => targetsOf(one, 'seed')),
};

const childrenCases: readonly Case[] = (['knee', 'ankle'] as const).map((joint) => ({
  name: `children-${joint}`,
  asks: `The ${joint}; one of five children is held out whole in each fold.`,
  study: childrenStudy(joint),
  cuts: [{ by: 'task' }, { by: 'subject' }, byTime],
  arms: ['physics'],
  baselines: [],
}));

/** The same question for a small study of real recordings that was not used for choosing settings. */
export const divisionOfChildren: Experiment = {
  name: 'division-children',
  asks:
    'The same question for five real children, a straight walk and a turning walk of a few seconds each; the first division is the ' +
    'one that `auto` takes.',
  seeds: [1, 2, 3],
  independentOver: 'subject',
  cases: childrenCases,
  targets: childrenCases.flatMap((one) => targetsOf(one, 'subject')),
};
