import { Command } from 'commander';
import { cancelRun } from '../../layers/run/records/index.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { say } from '../terminal/window.ts';
import { unknownRun } from '../unknown-name.ts';

export function cancelCommand(): Command {
  return withConnection(new Command('cancel'))
    .description('Stop a run. Local models that are trained stay: "redrive" goes on with them.')
    .argument('<run>', 'name of the run')
    .option('--json', 'print one JSON object: { run, state }')
    .action(async (name: string, options: { data: string; json?: boolean }) => {
      const { runs } = connect(options);
      const ended = await cancelRun(runs, name);
      if (!ended) throw await unknownRun(runs, name);
      const { run, state } = ended;
      say(process.stdout, [`Run ${run}: ${state}`]);
      if (options.json) printJson({ run, state });
    });
}
