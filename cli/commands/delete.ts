import { Command } from 'commander';
import { keys } from '../../layers/storage/keys.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';

export function deleteCommand(): Command {
  return withConnection(new Command('delete'))
    .description('Delete a study with all its runs and models from the bucket.')
    .argument('<study>', 'name of the study')
    .requiredOption('--yes', 'really delete it')
    .option('--json', 'print one JSON object: { study, deleted }')
    .action(async (study: string, options: { data: string; json?: boolean }) => {
      const { bucket } = connect(options);
      // The pointer goes first, so that nobody is answered by half a model.
      let deleted = await bucket.deletePrefix(keys.latest(study));
      for (const prefix of [keys.modelsPrefix(study), keys.runsPrefix(study), keys.studyPrefix(study)]) {
        deleted += await bucket.deletePrefix(prefix);
      }
      process.stderr.write(`deleted ${deleted} objects of ${study}\n`);
      if (options.json) printJson({ study, deleted });
    });
}
