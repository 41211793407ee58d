import { Command } from 'commander';
import type { Fault } from '../../layers/base/faults/index.ts';
import { FaultError, faultLines, warningLines } from '../../layers/base/faults/index.ts';
import { counted } from '../../layers/base/numbers/index.ts';
import {
  type Division,
  divisionOfStudy,
  divisionText,
  gridTimesOf,
} from '../../layers/model/dataset/index.ts';
import { checkStudy } from '../../layers/study/recordings/index.ts';
import { exitCodes, printJson } from '../exit.ts';
import { openStudyFolder } from '../study-folder.ts';
import { say } from '../terminal/window.ts';

export function validateCommand(): Command {
  return new Command('validate')
    .description('Check a study without training, and report all faults at once.')
    .argument('<study-dir>', 'folder with study.json')
    .option(
      '--json',
      'print one JSON object: { faults, warnings, division }; the last if there are no faults',
    )
    .action((directory: string, { json }: { json?: boolean }) => {
      const { name, faults, warnings, sound } = check(directory);
      say(process.stderr, [...faultLines(faults, name), ...warningLines(warnings, name)]);
      if (sound) say(process.stdout, [soundLine(name, sound)]);
      if (json) printJson({ faults, warnings, ...(sound ? { division: sound.division } : {}) });
      process.exitCode = faults.length > 0 ? exitCodes.studyAtFault : exitCodes.done;
    });
}

interface Checked {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** Of a study without faults. */
  readonly sound?: Sound;
}

interface Sound {
  readonly recordings: number;
  readonly subjects: number;
  readonly division: Division;
}

function soundLine(name: string, { recordings, subjects, division }: Sound): string {
  const what = `${counted(recordings, 'recording')} of ${counted(subjects, 'subject')}`;
  return `${name}: no faults in ${what}. A run trains on the study ${divisionText(division)}.`;
}

function check(directory: string): Checked {
  try {
    const study = openStudyFolder(directory);
    const { manifest } = study;
    const { recordings, faults, warnings } = checkStudy(manifest, study.read);
    if (faults.length > 0) return { name: manifest.study, faults, warnings };
    const gridRows = recordings.map((recording) => gridTimesOf(recording, manifest.signals).length);
    const sound = {
      recordings: recordings.length,
      subjects: new Set(recordings.map(({ subject }) => subject)).size,
      division: divisionOfStudy(manifest, recordings, gridRows),
    };
    return { name: manifest.study, faults, warnings, sound };
  } catch (error) {
    if (error instanceof FaultError) return { name: directory, faults: error.faults, warnings: [] };
    throw error;
  }
}
