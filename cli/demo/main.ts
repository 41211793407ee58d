import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStudy } from '../commands/run.ts';
import { writeSimulatedStudy } from '../commands/simulate.ts';
import { exitCodes, reportError } from '../exit.ts';
import { outliveReaders } from '../outlive-readers.ts';
import { openStudyFolder } from '../study-folder.ts';
import { say } from '../terminal/window.ts';
import { demoStudy } from './demo-study.ts';
import { predictHeldOut } from './held-out-predictions.ts';
import { truthErrors, truthSentence, truthTable } from './truth-errors.ts';
import { truthFigure } from './truth-figure.ts';

/**
 * `npm start`: simulates a small two-site wrist study, runs the whole pipeline on it, and compares the model with the
 * truth of the simulation.
 */
const folder = 'out/demo';
const studyDir = join(folder, 'study');
const modelDir = join(folder, 'model');

outliveReaders();
try {
  rmSync(folder, { recursive: true, force: true });
  writeSimulatedStudy(studyDir, demoStudy);
  withoutFolds(join(studyDir, 'study.json'));
  const outcome = await runStudy(openStudyFolder(studyDir), { out: folder, data: join(folder, 'data') });
  if (outcome.state === 'Published') await showTruth();
  else process.exitCode = exitCodes.ourFailure;
} catch (error) {
  process.exitCode = reportError(error, false);
}

/** Folds would double the time, and the truth is known here. */
function withoutFolds(path: string): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, `${JSON.stringify({ ...manifest, training: { folds: false } }, undefined, 1)}\n`);
}

async function showTruth(): Promise<void> {
  const { publishedMode, recordings } = await predictHeldOut(studyDir, modelDir);
  const figure = join(folder, 'measured-against-predicted.svg');
  writeFileSync(figure, truthFigure(recordings, publishedMode, 'wrist'));
  const table = join(folder, 'against-the-truth.txt');
  const errors = truthErrors(recordings);
  writeFileSync(table, `${truthTable(errors, publishedMode).join('\n')}\n`);
  say(process.stdout, [`figure  ${figure}`, `table   ${table}`, '', truthSentence(errors, publishedMode)]);
}
