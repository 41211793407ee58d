import { Command } from 'commander';
import { latestOf, redriveRun, whyNotRedriven } from '../../layers/run/records/index.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { say } from '../terminal/window.ts';
import { unknownRun } from '../unknown-name.ts';

export function redriveCommand(): Command {
  return withConnection(new Command('redrive'))
    .description(
      'Go on with a run that failed or was stopped. Finished steps are kept; lost local models are trained again.',
    )
    .argument('<run>', 'name of the run')
    .option(
      '--new-code',
      'call the functions that are deployed now; default: those with which the run started',
    )
    .option('--json', 'print one JSON object: { run }')
    .action(async (name: string, options: { data: string; newCode?: boolean; json?: boolean }) => {
      const connection = connect(options);
      const latest = await latestOf(connection.runs, name);
      if (!latest) throw await unknownRun(connection.runs, name);
      const whyNot = whyNotRedriven[latest.state];
      if (whyNot !== undefined) throw new Error(`run ${latest.run} ${whyNot}`);
      const run = await redriveRun(connection, latest, { isNewCode: options.newCode ?? false });
      say(process.stdout, [`Run ${run} goes on. "sarcomere status ${run}" shows its progress.`]);
      if (options.json) printJson({ run });
    });
}
