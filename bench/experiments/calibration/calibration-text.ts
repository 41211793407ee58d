import { decimals, degreesOf, mean, percent } from '../../../layers/base/numbers/index.ts';
import { markdownTable } from '../report/markdown.ts';
import type { PersonScore } from './score-person.ts';

/** A score, and whose it is. */
export interface CalibrationRow extends PersonScore {
  readonly person: string;
  /** Whether the settings of calibrations were chosen by errors of this person. */
  readonly isSettled: boolean;
  readonly seconds: number;
}

/** The results as Markdown. @param measured when and on what machine */
export function calibrationText(rows: readonly CalibrationRow[], measured: string): string {
  return [
    'Sixteen people, four of them held out in each of four folds; the others are trained by the defaults of the manifest. The first seconds of each recording of a held-out ' +
      'person, at most two thirds of it, calibrate the model; the rest after a gap of one second is scored. Errors are RMSE in degrees, means over people. `told` is what the calibration says itself, by ' +
      'cross-validation over its seconds. `other tasks` is the change of the error in this task by a calibration in the others. Columns `no task` do not name the task; the model is calibrated in all tasks of the person.',
    '## People by whom no setting was chosen',
    tableOf(rows.filter(({ isSettled }) => !isSettled)),
    '## People by whom the settings were chosen',
    tableOf(rows.filter(({ isSettled }) => isSettled)),
    measured,
  ].join('\n\n');
}

function tableOf(rows: readonly CalibrationRow[]): string {
  const groups = Map.groupBy(rows, ({ task, seconds }) => `${task}, ${seconds} s`);
  const meanOf = (own: readonly CalibrationRow[], value: (row: CalibrationRow) => number | undefined) =>
    mean(own.flatMap((row) => value(row) ?? []));
  const degrees = (own: readonly CalibrationRow[], value: (row: CalibrationRow) => number | undefined) =>
    decimals(degreesOf(meanOf(own, value)), 1);
  return markdownTable(
    [
      'task, seconds',
      'people',
      'before',
      'after',
      'told before',
      'told after',
      'not kept',
      'in the 90 % interval',
      'other tasks',
      'no task, before',
      'no task, after',
    ],
    [...groups].toSorted(byName).map(([name, own]) => [
      name,
      `${own.length}`,
      degrees(own, ({ beforeRad }) => beforeRad),
      degrees(own, ({ afterRad }) => afterRad),
      degrees(own, ({ toldBeforeRad }) => toldBeforeRad),
      degrees(own, ({ toldAfterRad }) => toldAfterRad),
      `${own.filter(({ isKept }) => !isKept).length}`,
      `${percent(
        meanOf(own, ({ covered }) => covered),
        0,
      )} %`,
      degrees(own, ({ afterOthersRad, beforeRad }) =>
        afterOthersRad === undefined ? undefined : afterOthersRad - beforeRad,
      ),
      degrees(own, ({ withoutTaskBeforeRad }) => withoutTaskBeforeRad),
      degrees(own, ({ withoutTaskAfterRad }) => withoutTaskAfterRad),
    ]),
  );
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
