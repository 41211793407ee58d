import type { ResultChoice } from './read-results.ts';

/** One table of docs/evidence.md: at most six rows and four columns, the first of which names the rows. */
export interface EvidenceTable {
  readonly experiment: string;
  readonly corner: string;
  readonly columns: readonly LabelledChoice[];
  readonly rows: readonly LabelledChoice[];
}

/** A cell picks a result by its row and column together. */
export interface LabelledChoice {
  readonly label: string;
  readonly pick: Partial<ResultChoice>;
}

/** The tables of each experiment in docs/evidence.md; all other figures are in its results. */
export const evidenceTables: readonly EvidenceTable[] = [
  {
    experiment: 'wrist',
    corner: 'Angle, deg',
    columns: [
      { label: 'several loads', pick: { case: 'nonstationary' } },
      { label: 'several loads, no physics', pick: { case: 'nonstationary', arm: 'no physics' } },
      { label: 'one load', pick: { case: 'stationary' } },
    ],
    rows: [
      { label: 'published', pick: { model: 'published' } },
      { label: 'published, no names given', pick: { model: 'published (unnamed)' } },
      { label: 'one model on everything', pick: { model: 'single' } },
      { label: 'constant weights (the published method)', pick: { model: 'inverse-error' } },
      { label: 'random forest', pick: { model: 'random forest' } },
      { label: 'ridge regression', pick: { model: 'ridge' } },
    ],
  },
  {
    experiment: 'wrist-scenarios',
    corner: 'Angle, deg',
    columns: [
      { label: 'published', pick: { model: 'published' } },
      { label: 'one model on everything', pick: { model: 'single' } },
      { label: 'ridge regression', pick: { model: 'ridge' } },
    ],
    rows: [
      { label: 'last quarter of each recording', pick: { case: 'same-session' } },
      { label: 'electrodes shift in the session', pick: { case: 'electrode-shift' } },
      { label: 'a channel is silent', pick: { case: 'missing-channel' } },
      { label: 'labels for 2.5 s a recording', pick: { case: 'few-labels' } },
      { label: 'new people', pick: { case: 'new-subjects' } },
      { label: 'a new site', pick: { case: 'new-site' } },
    ],
  },
  {
    experiment: 'knee',
    corner: 'Angle, deg',
    columns: [
      { label: 'last quarter', pick: { case: 'last-quarter' } },
      { label: 'new people', pick: { case: 'subjects-out' } },
      { label: 'a new site', pick: { case: 'site-out' } },
    ],
    rows: [
      { label: 'published', pick: { model: 'published' } },
      { label: 'published, no names given', pick: { model: 'published (unnamed)' } },
      { label: 'published, calibrated by 15 s', pick: { model: 'published, calibrated by 15 s' } },
      { label: 'one model on everything', pick: { model: 'single' } },
      { label: 'constant weights (the published method)', pick: { model: 'inverse-error' } },
      { label: 'random forest', pick: { model: 'random forest' } },
    ],
  },
  {
    experiment: 'treadmill',
    corner: 'Angle, deg',
    columns: [
      { label: 'published', pick: { model: 'published' } },
      { label: 'one model, no context', pick: { model: 'single', arm: 'no context' } },
      { label: 'random forest', pick: { model: 'random forest' } },
    ],
    rows: [
      { label: 'ankle, 3.6 to 4.5 km/h', pick: { case: 'ankle-from-walk36' } },
      { label: 'ankle, 4.5 to 3.6 km/h', pick: { case: 'ankle-from-walk45' } },
      { label: 'knee, 3.6 to 4.5 km/h', pick: { case: 'knee-from-walk36' } },
      { label: 'knee, 4.5 to 3.6 km/h', pick: { case: 'knee-from-walk45' } },
    ],
  },
];
