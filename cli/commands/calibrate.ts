import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ofOthers } from '../../infra/local/index.ts';
import { warningLines } from '../../layers/base/faults/index.ts';
import { degreesOf } from '../../layers/base/numbers/index.ts';
import {
  type CalibratedTask,
  type CalibrationOutcome,
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
  readonly in: readonly string[];
  readonly out: string;
  readonly subject: string;
  readonly task?: readonly string[];
  readonly json?: boolean;
}

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Calibrate a published model to one subject by 5 to 60 s of recordings with measured angle.')
    .requiredOption('--model <dir>', 'folder with model.json and weights.bin')
    .requiredOption(
      '--in <file>',
      'recording with the columns of the study: time, EMG channels and angle; repeat it for each recording',
      added,
    )
    .requiredOption('--out <dir>', 'folder for the calibrated model')
    .option(
      '--subject <name>',
      'pseudonym of the subject, for --subject of predict',
      subjectName,
      'calibrated',
    )
    .option(
      '--task <name>',
      'task of the recordings, if it is a task of the training data; others are refused. Repeat it if tasks differ: the first is of the first --in, and so on. Predictions for other tasks stay as they are',
      added,
    )
    .option(
      '--json',
      'print one JSON object: { subject, beforeDeg, afterDeg, tasks: [{ task, seconds, beforeDeg, afterDeg, isKept }], warnings, out }',
    )
    .action(async (options: CalibrateOptions, command: Command) => {
      process.umask(ofOthers); // the files hold errors and EMG scales of people
      const { out, subject } = options;
      const tasks =
        tasksOf(options) ?? command.error('Give --task once, or once for each --in, in the same order.');
      const { model, json, weights } = await openModelFolder(options.model);
      const read = options.in.map((path, at) => {
        const input = basename(path);
        const { warnings, ...recording } = labelledFromFile(
          input,
          readGivenFile(path, '--in'),
          model,
          subject,
        );
        say(process.stderr, warningLines(warnings, input));
        return { warnings, recording: { ...recording, task: tasks[at] } };
      });
      const outcome = calibrate(
        model,
        read.map(({ recording }) => recording),
      );
      const summary = {
        subject,
        ...inDegrees(outcome),
        tasks: outcome.tasks.map((one) => ({
          task: one.task,
          seconds: one.seconds,
          ...inDegrees(one),
          isKept: one.isKept,
        })),
      };
      await writeModel(out, {
        'model.json': jsonText(await modelJsonWithSubject(json, weights, subject, outcome.calibrations)),
        'weights.bin': weights,
        'calibration.json': jsonText(summary),
      });
      say(process.stdout, [...outcome.tasks.map(verdictOn), nextStep(outcome, out)]);
      if (options.json) printJson({ ...summary, warnings: read.flatMap(({ warnings }) => warnings), out });
    });
}

function added(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

/** The task of each file, if it is clear. */
function tasksOf({ in: files, task: tasks = [] }: CalibrateOptions): (string | undefined)[] | undefined {
  if (tasks.length <= 1) return files.map(() => tasks[0]);
  return tasks.length === files.length ? [...tasks] : undefined;
}

/** Errors before and after, in degrees in place of radians. */
function inDegrees({ beforeRad, afterRad }: Pick<CalibratedTask, 'beforeRad' | 'afterRad'>) {
  return { beforeDeg: degreesOf(beforeRad), afterDeg: degreesOf(afterRad) };
}

function verdictOn({ task, seconds, beforeRad, afterRad, isKept }: CalibratedTask): string {
  const of = task === undefined ? 'Without a task' : `Task ${task}`;
  const [before, after] = [beforeRad, afterRad].map((rad) => degreesOf(rad).toFixed(1));
  const errors = `${before} degrees before, ${after} after (RMSE, cross-validated on ${seconds.toFixed(1)} s)`;
  return isKept
    ? `${of}: the calibration lowers the angle error, ${errors}.`
    : `${of}: the calibration does not lower the angle error, ${errors}. The model stays as it was.`;
}

function nextStep({ tasks, subject }: CalibrationOutcome, out: string): string {
  const kept = tasks.filter(({ isKept }) => isKept);
  const named = kept.flatMap(({ task }) => task ?? []);
  if (kept.length === 0) return 'Predict without --subject, since this calibration gains nothing.';
  const task = named.length === 0 ? '' : ` --task ${named.join(' or --task ')}`;
  return `Predict with --model ${out} --subject ${subject}${task}`;
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
