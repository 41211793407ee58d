import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { makeFolder } from '../../infra/make-folder.ts';
import { FaultError } from '../../layers/base/faults/index.ts';
import type { SimulationOptions } from '../../layers/study/simulation/index.ts';
import { simulatedFiles } from '../../layers/study/simulation/index.ts';
import { anyNumber, wholeNumber } from '../arguments.ts';
import { printJson } from '../exit.ts';
import { Progress } from '../progress.ts';

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Write a study of virtual subjects with known angles, torques and forces.')
    .requiredOption(
      '--out <dir>',
      'folder of the new study; the truth is written to its folder truth/, which is never uploaded',
    )
    .option('--joint <name>', 'wrist, elbow or knee', 'wrist')
    .option('--subjects <n>', 'virtual subjects', wholeNumber, 6)
    .option('--sites <n>', 'sites of the subjects', wholeNumber, 2)
    .option('--seed <n>', 'seed of every random choice', wholeNumber, 1)
    .option('--study <name>', 'name of the study')
    .option('--recordings-per-subject <n>', 'recordings of each subject', wholeNumber)
    .option('--seconds-per-recording <s>', 'length of a recording, s', anyNumber)
    .option('--speed <factor>', 'pace of every movement', anyNumber)
    .option('--load <task>', 'mixed, or the one task of that name')
    .option('--noise-snr-db <dB>', 'EMG over its noise floor', anyNumber)
    .option('--gain-drift <share>', 'change of the channel gains over a session', anyNumber)
    .option('--electrode-shift <share>', 'share of the next muscle in each channel', anyNumber)
    .option('--fatigue <share>', '0 to 1', anyNumber)
    .option('--corrupted-recording <n>', 'number of a recording to corrupt, from 1', wholeNumber)
    .option('--json', 'print one JSON object: { study, files, truth }')
    .action(({ out, json, ...options }: SimulationOptions & { out: string; json?: boolean }) => {
      refuseStudyOfOthers(out);
      const written = writeSimulatedStudy(out, options);
      if (json) printJson(written);
    });
}

/** Refuses to overwrite recordings of people. A simulation, which has a `truth/`, can be written again. */
function refuseStudyOfOthers(directory: string): void {
  const manifest = join(directory, 'study.json');
  if (!existsSync(manifest) || existsSync(join(directory, 'truth'))) return;
  throw new FaultError([
    {
      code: 'OUT_IS_A_STUDY',
      what: 'The folder holds a study that was not simulated, and its manifest would be lost.',
      where: { file: manifest },
      found: 'a study without truth/',
      expected: 'an empty folder, one that does not exist yet, or an earlier simulation',
      fix: 'Name another folder with --out.',
    },
  ]);
}

/** Writes a simulated study, with its truth in `truth/`. */
export function writeSimulatedStudy(directory: string, options: SimulationOptions) {
  const progress = new Progress();
  const written = { directory, study: '', files: 0, truth: 0 };
  for (const { set, path, text, recordingsDone, recordings } of simulatedFiles(options)) {
    const target = join(directory, path);
    makeFolder(dirname(target));
    writeFileSync(target, text);
    written[set === 'study' ? 'files' : 'truth']++;
    if (path === 'study.json') written.study = (JSON.parse(text) as { study: string }).study;
    progress.show(`simulating recording ${Math.min(recordingsDone + 1, recordings)} of ${recordings}`);
  }
  progress.end(
    `Simulated ${written.study}: ${written.files} files in ${directory}, with the truth in ${join(directory, 'truth')}`,
  );
  return written;
}
