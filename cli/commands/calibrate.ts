import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ofOthers } from '../../infra/local/index.ts';
import { warningLines } from '../../layers/base/faults/index.ts';
import { degreesOf } from '../../layers/base/numbers/index.ts';
import {
  calibrate,
  digestsFile,
  labelledFromFile,
  modelJsonWithSubject,
  writtenDigests,
} from '../../layers/model/predictor/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { pseudonym } from '../../layers/study/manifest/index.ts';
import { printJson } from '../exit.ts';
import { readGivenFile } from '../given-file.ts';
import { openModelFolder, replaceModelFolder } from '../model-folder.ts';
import { say } from '../terminal/window.ts';
import { realDisk } from '../whole/disk.ts';

interface CalibrateOptions {
  readonly model: string;
  readonly in: string;
  readonly out: string;
  readonly subject: string;
  readonly task?: string;
  readonly json?: boolean;
}

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Calibrate a published model to a new subject by a short recording with measured angle.')
    .requiredOption('--model <dir>', 'folder with model.json and weights.bin')
    .requiredOption('--in <file>', 'recording with the columns of the study: time, EMG channels and angle')
    .requiredOption('--out <dir>', 'folder for the calibrated model')
    .option(
      '--subject <name>',
      'pseudonym of the subject, for --subject of predict',
      subjectName,
      'calibrated',
    )
    .option(
      '--task <name>',
      'task of the recording, if it is a task of the training data; others are refused',
    )
    .option(
      '--json',
      'print one JSON object: { subject, beforeDeg, afterDeg, fittedRows, heldBackRows, warnings, out }',
    )
    .action(async (options: CalibrateOptions) => {
      process.umask(ofOthers); // the files hold errors and EMG scales of people
      const { out, subject } = options;
      const { model, json, weights } = await openModelFolder(options.model);
      const bytes = readGivenFile(options.in, '--in');
      const input = basename(options.in);
      const { warnings, ...recording } = labelledFromFile(input, bytes, model, subject);
      say(process.stderr, warningLines(warnings, input));
      const outcome = calibrate(model, { ...recording, task: options.task });
      const [beforeDeg, afterDeg] = [degreesOf(outcome.beforeRad), degreesOf(outcome.afterRad)];
      const { calibration, fittedRows, heldBackRows } = outcome;
      const summary = { subject, beforeDeg, afterDeg, fittedRows, heldBackRows };
      await writeModel(out, {
        'model.json': jsonText(await modelJsonWithSubject(json, weights, subject, calibration)),
        'weights.bin': weights,
        'calibration.json': jsonText({ ...summary, ...calibration }),
      });
      say(process.stdout, [
        `The calibration ${afterDeg < beforeDeg ? 'lowers' : 'does not lower'} the angle error: ${beforeDeg.toFixed(1)} degrees before, ${afterDeg.toFixed(1)} after (RMSE on the last third of the recording, ${heldBackRows.toLocaleString('en')} rows that were held back; fitted on ${fittedRows.toLocaleString('en')} rows).`,
        afterDeg < beforeDeg
          ? `Predict with --model ${out} --subject ${subject}`
          : 'Predict without --subject, since this calibration gains nothing.',
      ]);
      if (options.json) printJson({ ...summary, warnings, out });
    });
}

function subjectName(text: string): string {
  if (!pseudonym.safeParse(text).success) throw new InvalidArgumentError('It must be a pseudonym.');
  return text;
}

/** Writes the files with their digests, so that predictions can verify the model. */
async function writeModel(out: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const digests = new Map(Object.entries(files).map(([name, content]) => [name, sha256(content)]));
  await replaceModelFolder(out, async ({ path }) => {
    for (const [name, content] of Object.entries(files)) realDisk.writeSynced(join(path, name), content);
    realDisk.writeSynced(join(path, digestsFile), writtenDigests(digests));
  });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
