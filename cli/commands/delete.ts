import { Command } from 'commander';
import { keys } from '../../layers/storage/keys.ts';
import { type Runs, runningRuns } from '../../layers/storage/run-state.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';

export function deleteCommand(): Command {
  return withConnection(new Command('delete'))
    .description('Delete a study with all its runs and models from the bucket.')
    .argument('<study>', 'name of the study')
    .requiredOption('--yes', 'really delete it')
    .option('--json', 'print one JSON object: { study, deleted }')
    .action(async (study: string, options: { data: string; json?: boolean }) => {
      const { bucket, runs } = connect(options);
      await refuseWhileRunning(runs, study);
      // The pointer goes first, so that nobody is answered by half a model.
      let deleted = await bucket.deletePrefix(keys.latest(study));
      for (const prefix of [keys.modelsPrefix(study), keys.runsPrefix(study), keys.studyPrefix(study)]) {
        deleted += await bucket.deletePrefix(prefix);
      }
      process.stderr.write(`deleted ${deleted} objects of ${study}\n`);
      if (options.json) printJson({ study, deleted });
    });
}

/** What a training writes after its study was deleted would stay. */
async function refuseWhileRunning(runs: Runs, study: string): Promise<void> {
  const running = await runningRuns(runs);
  const own = running.filter((run) => run.study === study).map(({ run }) => run);
  if (own.length === 0) return;
  throw new Error(
    `${study} is being run: ${own.join(', ')}. Wait until it ends ("sarcomere status RUN"), or stop it ("sarcomere cancel ${own[0]}") and delete the study a quarter of an hour later`,
  );
}
