import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { calibrate } from '../../layers/ensemble/calibration/calibrate.ts';
import { labelledFromFile } from '../../layers/ensemble/calibration/labelled-recording.ts';
import { learnSubject } from '../../layers/ensemble/calibration/learn-subject.ts';
import type { GlobalModelJson } from '../../layers/ensemble/global-model.ts';
import { loadGlobalModel } from '../../layers/ensemble/load-global-model.ts';
import { pseudonym } from '../../layers/recordings/names.ts';
import { printJson } from '../exit.ts';

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
    .description('Teaches a published model one new subject from a short recording with measured angle.')
    .requiredOption('--model <dir>', 'folder with model.json and weights.bin')
    .requiredOption('--in <file>', 'recording with the columns of the study: time, EMG channels and angle')
    .requiredOption('--out <dir>', 'folder for the model that knows the subject')
    .option(
      '--subject <name>',
      'pseudonym that predictions will name the subject by',
      subjectName,
      'calibrated',
    )
    .option('--task <name>', 'task of the recording, where training has seen it; another one is refused')
    .option(
      '--json',
      'print one JSON object: { subject, beforeDeg, afterDeg, fittedRows, heldBackRows, out }',
    )
    .action(async (options: CalibrateOptions) => {
      const { model: folder, out, subject } = options;
      const model = await loadGlobalModel(async (name) => readFileSync(join(folder, name)));
      const recording = labelledFromFile(basename(options.in), readFileSync(options.in), model, subject);
      const outcome = calibrate(model, { ...recording, task: options.task });
      const [beforeDeg, afterDeg] = [degrees(outcome.beforeRad), degrees(outcome.afterRad)];
      const { calibration, fittedRows, heldBackRows } = outcome;
      const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as GlobalModelJson;
      const summary = { subject, beforeDeg, afterDeg, fittedRows, heldBackRows };
      mkdirSync(out, { recursive: true });
      writeJson(join(out, 'model.json'), learnSubject(json, subject, calibration));
      copyFileSync(join(folder, 'weights.bin'), join(out, 'weights.bin'));
      writeJson(join(out, 'calibration.json'), { ...summary, ...calibration });
      process.stdout.write(
        `angle error on the held-back last third: ${beforeDeg.toFixed(1)} deg without calibration, ${afterDeg.toFixed(1)} deg with it\n` +
          `${afterDeg < beforeDeg ? '' : 'The calibration gains nothing on this recording: predict without --subject.\n'}` +
          `predict with --model ${out} --subject ${subject}\n`,
      );
      if (options.json) printJson({ ...summary, out });
    });
}

function subjectName(text: string): string {
  if (!pseudonym.safeParse(text).success) throw new InvalidArgumentError('It must be a pseudonym.');
  return text;
}

function degrees(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 1)}\n`);
}
