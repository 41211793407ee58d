import { Command } from 'commander';
import { latestOf } from '../../layers/storage/run-chain.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { redriveRun } from '../redrive-run.ts';

export function redriveCommand(): Command {
  return withConnection(new Command('redrive'))
    .description('Go on with a run that failed: what is done stays done, and what was lost is trained again.')
    .argument('<run>', 'name of the run')
    .option(
      '--new-code',
      'by the functions as they are deployed now; a redrive calls those with which the run started',
    )
    .option('--json', 'print one JSON object: { run }')
    .action(async (name: string, options: { data: string; newCode?: boolean; json?: boolean }) => {
      const connection = connect(options);
      const latest = await latestOf(connection.runs, name);
      if (!latest) throw new Error(`there is no run ${name}`);
      if (latest.state !== 'Failed') throw new Error(`run ${latest.run} ${whyNot[latest.state]}`);
      const run = await redriveRun(connection, latest, { isNewCode: options.newCode ?? false });
      process.stdout.write(`run ${run} goes on; "sarcomere status ${run}" shows how far it is\n`);
      if (options.json) printJson({ run });
    });
}

const whyNot = {
  Running: 'is still running',
  Published: 'has published its model: there is nothing to go on with',
  Rejected: 'was rejected: mend the study as its report says, and upload it again',
} as const;
