import { Command } from 'commander';
import { cancelRun } from '../../layers/run/records/index.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { unknownRun } from '../unknown-name.ts';

export function cancelCommand(): Command {
  return withConnection(new Command('cancel'))
    .description('Stop a run. What is trained stays: "redrive" goes on with it.')
    .argument('<run>', 'name of the run')
    .option('--json', 'print one JSON object: { run, state }')
    .action(async (name: string, options: { data: string; json?: boolean }) => {
      const { runs } = connect(options);
      const ended = await cancelRun(runs, name);
      if (!ended) throw await unknownRun(runs, name);
      const { run, state } = ended;
      process.stdout.write(`run ${run}  ${state}\n`);
      if (options.json) printJson({ run, state });
    });
}
