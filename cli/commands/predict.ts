import { basename } from 'node:path';
import { Command } from 'commander';
import { warningLines } from '../../layers/base/faults/index.ts';
import { emgFromFile, predict, predictionTable } from '../../layers/model/predictor/index.ts';
import { writtenEndings } from '../../layers/study/formats/index.ts';
import { emgWarnings } from '../emg-warnings.ts';
import { printJson } from '../exit.ts';
import { readGivenFile } from '../given-file.ts';
import { openModelFolder } from '../model-folder.ts';
import { isDevice, outputWriter } from '../output-writer.ts';
import { predictedLine } from '../predicted-line.ts';
import { say } from '../terminal/window.ts';
import { writeWhole } from '../whole/write-whole.ts';

interface PredictOptions {
  readonly model: string;
  readonly in: string;
  readonly out?: string;
  readonly subject?: string;
  readonly site?: string;
  readonly task?: string;
  readonly mode?: string;
  readonly json?: boolean;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description(
      'Predict joint angle, muscle forces and, if the study has it, torque from EMG by a published model.',
    )
    .requiredOption('--model <dir>', 'folder with model.json and weights.bin')
    .requiredOption('--in <file>', 'recording with the columns of the study: time and EMG channels')
    .option(
      '--out <file>',
      `table to write, in the format of its ending: ${writtenEndings.join(', ')}; default: CSV to stdout`,
    )
    .option(
      '--subject <name>',
      'subject, if it is a subject of the training data or calibrated: selects its EMG scale and its local models; others are refused',
    )
    .option(
      '--site <name>',
      'site, if it is a site of the training data: gives its local models more weight; others are refused',
    )
    .option(
      '--task <name>',
      'task, if it is a task of the training data: gives its local models more weight; others are refused',
    )
    .option('--mode <name>', 'mode; default: the published one')
    .option(
      '--json',
      'print one JSON object: { model, rows, outOfRangeRows, emgNormalisedBy, emgQuality, warnings, out }',
    )
    .action(async (options: PredictOptions) => {
      const write = outputWriter(options.out);
      const { model } = await openModelFolder(options.model);
      const input = basename(options.in);
      const { warnings, ...emg } = emgFromFile(input, readGivenFile(options.in, '--in'), model);
      say(process.stderr, warningLines(warnings, input));
      const { subject, site, task, mode } = options;
      const prediction = predict(model, { ...emg, subject, site, task }, mode);
      const unlike = emgWarnings(prediction, input);
      const isWritten = options.out !== undefined || !options.json;
      const table = isWritten ? await write(predictionTable(prediction, model)) : new Uint8Array();
      if (options.out !== undefined) {
        writeWhole(options.out, table);
        // Behind a table that goes to stdout, the sentence would be read as its last row.
        say(isDevice(options.out) ? process.stderr : process.stdout, [
          predictedLine(prediction, model, options.out),
        ]);
      } else process.stdout.write(table);
      if (prediction.emgNormalisedBy === 'recording') {
        const calibratedTasks = (model.calibrations?.[subject ?? ''] ?? []).map((one) => one.task);
        say(process.stderr, [subject === undefined ? noSubject : notCalibrated(task, calibratedTasks)]);
      }
      say(process.stderr, warningLines(unlike, input));
      const outOfRangeRows = prediction.outOfRange.filter(Boolean).length;
      if (outOfRangeRows > 0) {
        say(process.stderr, [
          `${outOfRangeRows} of ${prediction.timeS.length} rows have EMG outside the range of the training data.`,
        ]);
      }
      if (options.json) {
        printJson({
          model: model.run,
          rows: prediction.timeS.length,
          outOfRangeRows,
          emgNormalisedBy: prediction.emgNormalisedBy,
          ...(prediction.emgQuality ? { emgQuality: prediction.emgQuality } : {}),
          warnings: [...warnings, ...unlike],
          out: options.out ?? null,
        });
      }
    });
}

const noSubject =
  'No subject is named, so the scale of the EMG is estimated from this recording and the usual scale of the study, which can be wrong. Name a person of the study with --subject; calibrate the model to a new one (the command calibrate).';

/** @param calibratedTasks tasks of the subject's calibrations; undefined is the one that holds without a task */
function notCalibrated(task: string | undefined, calibratedTasks: readonly (string | undefined)[]): string {
  const of = task === undefined ? 'without a task' : `for the task ${task}`;
  const ways = calibratedTasks.map((one) => (one === undefined ? 'leave --task out' : `give --task ${one}`));
  return `The subject has no calibration ${of}, so this is the prediction for an unknown person. To use a calibration, ${[...ways, 'calibrate for this one'].join(', or ')}.`;
}
