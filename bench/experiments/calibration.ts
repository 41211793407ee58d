import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decimals, degreesOf, mean, percent } from '../../layers/base/numbers/index.ts';
import { heldOutPeople } from './calibration/held-out-people.ts';
import { type PersonScore, scorePerson } from './calibration/score-person.ts';
import { compactJson } from './report/compact-json.ts';
import { markdownTable } from './report/markdown.ts';
import { machine, today } from './report/write-results.ts';
import { kneeStudy } from './studies/knee.ts';

interface CalibrationRow extends PersonScore {
  readonly person: string;
  /** Whether the settings of calibrations were chosen by errors of this person. */
  readonly isSettled: boolean;
  readonly seconds: number;
}

const source = kneeStudy('subjects');
/** Settings were chosen by the people of the first and the third fold. */
const settledFolds = [0, 2];
const secondsOfEach = [5, 15];

/**
 * `npm run study -- calibration`: trains the knee study by the defaults of the manifest, four people held out in each of four
 * folds, and calibrates it to each of them by the first seconds of their recordings.
 */
export async function runCalibration(results: URL, dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, source.folder!))) {
    console.log(`Skipped: there is no folder ${source.folder} among the real recordings (--data).`);
    return;
  }
  const rows: CalibrationRow[] = [];
  for (let fold = 0; fold < source.folds; fold++) {
    const { model, recordings } = await heldOutPeople(source.build(0, fold, { dataDir }));
    for (const [person, own] of recordings) {
      for (const seconds of secondsOfEach) {
        for (const score of scorePerson(model, own, seconds))
          rows.push({ person, isSettled: settledFolds.includes(fold), seconds, ...score });
      }
    }
  }
  const text = [
    'Sixteen people, four of them held out in each of four folds; the others are trained by the defaults of the manifest. The first seconds of each recording of a held-out ' +
      'person, at most two thirds of it, calibrate the model; the rest after a gap of one second is scored. Errors are RMSE in degrees, means over people. `told` is what the calibration says itself, by ' +
      'cross-validation over its seconds. `other tasks` is the error in this task after a calibration in the others. Columns `no task` do not name the task; the model is calibrated in all tasks of the person.',
    '## People by whom no setting was chosen',
    tableOf(rows.filter(({ isSettled }) => !isSettled)),
    '## People by whom the settings were chosen',
    tableOf(rows.filter(({ isSettled }) => isSettled)),
    `Measured ${today()} on ${machine()}, Node ${process.version}.`,
  ].join('\n\n');
  console.log(text);
  mkdirSync(results, { recursive: true });
  const report = { name: 'calibration', machine: machine(), node: process.version, date: today(), rows };
  writeFileSync(new URL('calibration.json', results), compactJson(report));
  writeFileSync(new URL('calibration.md', results), `# calibration\n\n${text}\n`);
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
      degrees(own, ({ afterOthersRad }) => afterOthersRad),
      degrees(own, ({ withoutTaskBeforeRad }) => withoutTaskBeforeRad),
      degrees(own, ({ withoutTaskAfterRad }) => withoutTaskAfterRad),
    ]),
  );
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
