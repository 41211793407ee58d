import type { ResultChoice } from './read-results.ts';

/** A question of docs/evidence.md, with the figures for its answer. */
export interface Question {
  readonly asks: string;
  readonly answer: string;
  readonly experiment: string;
  /** Beginnings of the claims of the shown targets. */
  readonly targets?: readonly string[];
  /** Shown errors, each with its label. */
  readonly errors?: readonly (readonly [label: string, pick: ResultChoice])[];
}

export const questions: readonly Question[] = [
  {
    asks: 'Are local models, weighted, better than one model?',
    answer: 'Yes, if the conditions differ and the study is divided by them (by task).',
    experiment: 'wrist',
    targets: ['Nonstationary: the published mode has at most 0.9'],
  },
  {
    asks: 'Does dividing cost accuracy if the conditions are alike?',
    answer: 'No: level with one model.',
    experiment: 'wrist',
    targets: ['Stationary: the published mode'],
  },
  {
    asks: 'Are constant weights enough, as in the published method?',
    answer: 'No: they lose to one model wherever conditions differ.',
    experiment: 'wrist',
    errors: [
      ['constant', { case: 'nonstationary', model: 'inverse-error' }],
      ['one model', { case: 'nonstationary', model: 'single' }],
    ],
  },
  {
    asks: 'Does the equation of motion help?',
    answer: 'Only with few labels, with settings for it, and if the task is given.',
    experiment: 'wrist-scenarios',
    targets: ['Few labels: with the residual'],
  },
  {
    asks: 'How good is it on people whom it knows?',
    answer: 'Knee, last quarter of each recording, person and task given (seated, standing).',
    experiment: 'knee',
    targets: ['Last quarter, subject named: at most 7', 'Last quarter, subject named: at most 12'],
  },
  {
    asks: 'And on new people?',
    answer: 'Three times worse; half of the loss comes back with 15 s of calibration (seated before, after).',
    experiment: 'knee',
    targets: [
      'Subjects held out: 10 % better than the best yardstick (20.4)',
      'Subjects held out, calibrated by 15 s of the person: at most 12',
    ],
  },
  {
    asks: 'Do the 90 % intervals of the angle hold?',
    answer:
      'Nearly for known people. Those of new people covered far too little here; since then they come from left-out people and hold 93 to 96 % ([how](tried.md#intervals-from-folds)).',
    experiment: 'knee',
    targets: ['Last quarter: the 90 % intervals'],
  },
];
