import { Command } from 'commander';
import { ofOthers } from '../../infra/local/index.ts';
import { withConnection, withReading } from '../connection.ts';
import { downloadModel } from '../download-model.ts';
import { printJson } from '../exit.ts';
import { outFolder } from '../out-folder.ts';
import { say } from '../terminal/window.ts';
import { holdsStudy, unknownStudy } from '../unknown-name.ts';

export function reportCommand(): Command {
  return withConnection(new Command('report'))
    .description('Fetch the model of a study and its report.')
    .argument('<study>', 'name of the study')
    .option('--run <run>', 'a run of it; default: the published one')
    .option('--out <dir>', 'folder for the files; default: out/<study>')
    .option('--json', 'print one JSON object: { run, model, report }')
    .action(async (study: string, options: { data: string; run?: string; out?: string; json?: boolean }) => {
      process.umask(ofOthers); // the files hold errors and EMG scales of people
      const { out = outFolder(study), run } = options;
      const files = await withReading(options, async ({ bucket }) => {
        if (!(await holdsStudy(bucket, study))) throw await unknownStudy(bucket, study);
        return downloadModel(bucket, study, out, run);
      });
      say(process.stdout, [`report  ${files.report}`, `model   ${files.model}`]);
      if (options.json) printJson(files);
    });
}
