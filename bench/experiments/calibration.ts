import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CalibrationRow, calibrationText } from './calibration/calibration-text.ts';
import { heldOutPeople } from './calibration/held-out-people.ts';
import { scorePerson } from './calibration/score-person.ts';
import { compactJson } from './report/compact-json.ts';
import { machine, today } from './report/write-results.ts';
import { kneeStudy } from './studies/knee.ts';

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
  const text = calibrationText(rows, `Measured ${today()} on ${machine()}, Node ${process.version}.`);
  console.log(text);
  mkdirSync(results, { recursive: true });
  const report = { name: 'calibration', machine: machine(), node: process.version, date: today(), rows };
  writeFileSync(new URL('calibration.json', results), compactJson(report));
  writeFileSync(new URL('calibration.md', results), `# calibration\n\n${text}\n`);
}
