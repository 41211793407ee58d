import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runStudy } from './commands/run.ts';
import { writeSimulatedStudy } from './commands/simulate.ts';
import { compareWithTruth, truthLines } from './compare-with-truth.ts';
import { exitCodes, reportError } from './exit.ts';
import { openStudyFolder } from './study-folder.ts';

/**
 * `npm start`: simulates a small two-site wrist study, runs the whole pipeline on it, and compares the model with
 * the truth that only the simulation knows.
 */
const folder = 'out/demo';
const studyDir = join(folder, 'study');

try {
  rmSync(folder, { recursive: true, force: true });
  writeSimulatedStudy(studyDir, {
    joint: 'wrist',
    study: 'wrist-demo',
    subjects: 4,
    sites: 2,
    seed: 1,
    secondsPerRecording: 20,
  });
  const outcome = await runStudy(openStudyFolder(studyDir), { out: folder, data: join(folder, 'data') });
  if (outcome.state === 'Published') {
    const errors = await compareWithTruth(studyDir, join(folder, 'model'));
    for (const line of truthLines(errors)) process.stdout.write(`${line}\n`);
    process.stdout.write(
      `\nmodel   ${join(folder, 'model')}\nreport  ${join(folder, 'model', 'report.html')}\n`,
    );
  } else {
    process.exitCode = exitCodes.ourFailure;
  }
} catch (error) {
  process.exitCode = reportError(error, false);
}
