import { Command } from 'commander';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { Progress } from '../progress.ts';
import { runOfStudy } from '../run-of-study.ts';
import { openStudyFolder } from '../study-folder.ts';
import { uploadStudy } from '../upload-study.ts';

export function uploadCommand(): Command {
  return withConnection(new Command('upload'))
    .description('Upload a study, which starts its run.')
    .argument('<study-dir>', 'folder with study.json')
    .option('--json', 'print one JSON object: { study, run }')
    .action(async (directory: string, options: { data: string; json?: boolean }) => {
      const study = openStudyFolder(directory);
      const { bucket } = connect(options);
      const progress = new Progress();
      await uploadStudy(bucket, study, progress);
      const run = await runOfStudy(bucket, study.manifest.study);
      progress.end(
        `The run of this upload is ${run}. "sarcomere status ${run}" shows its progress or its result.`,
      );
      if (options.json) printJson({ study: study.manifest.study, run });
    });
}
