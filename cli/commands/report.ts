import { Command } from 'commander';
import { ofOthers } from '../../infra/local/private-folder.ts';
import { connect, withConnection } from '../connection.ts';
import { downloadModel } from '../download-model.ts';
import { printJson } from '../exit.ts';

export function reportCommand(): Command {
  return withConnection(new Command('report'))
    .description('Fetch the model of a study and its report.')
    .argument('<study>', 'name of the study')
    .option('--run <run>', 'a run of it; default: the published one')
    .option('--out <dir>', 'folder for the files', 'out')
    .option('--json', 'print one JSON object: { run, model, report }')
    .action(async (study: string, options: { data: string; run?: string; out: string; json?: boolean }) => {
      process.umask(ofOthers); // errors and EMG scales of people
      const { bucket } = connect(options);
      const files = await downloadModel(bucket, study, options.out, options.run);
      process.stdout.write(`report  ${files.report}\nmodel   ${files.model}\n`);
      if (options.json) printJson(files);
    });
}
