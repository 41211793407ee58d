import { Command } from 'commander';
import type { Fault } from '../../layers/faults/fault.ts';
import { FaultError } from '../../layers/faults/fault.ts';
import { checkStudy } from '../../layers/recordings/check-study.ts';
import { faultLines, warningLines } from '../../layers/report/study-report.ts';
import { exitCodes, printJson } from '../exit.ts';
import { openStudyFolder } from '../study-folder.ts';

export function validateCommand(): Command {
  return new Command('validate')
    .description('Check a study without training: everything that is wrong, at once.')
    .argument('<study-dir>', 'folder with study.json')
    .option('--json', 'print one JSON object: { faults, warnings }')
    .action((directory: string, { json }: { json?: boolean }) => {
      const { name, faults, warnings } = check(directory);
      for (const line of [...faultLines(faults, name), ...warningLines(warnings, name)])
        process.stderr.write(`${line}\n`);
      if (json) printJson({ faults, warnings });
      process.exitCode = faults.length > 0 ? exitCodes.studyAtFault : exitCodes.done;
    });
}

function check(directory: string): { name: string; faults: readonly Fault[]; warnings: readonly Fault[] } {
  try {
    const study = openStudyFolder(directory);
    const { faults, warnings } = checkStudy(study.manifest, study.read);
    return { name: study.manifest.study, faults, warnings };
  } catch (error) {
    if (error instanceof FaultError) return { name: directory, faults: error.faults, warnings: [] };
    throw error;
  }
}
