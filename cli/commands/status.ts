import { Command } from 'commander';
import { listRuns } from '../../layers/storage/run-state.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { progressLine, readRun } from '../read-run.ts';

export function statusCommand(): Command {
  return withConnection(new Command('status'))
    .description('Show all runs, or how far one is.')
    .argument('[run]', 'name of a run')
    .option('--json', 'print one JSON object: { runs } or the run')
    .action(async (name: string | undefined, options: { data: string; json?: boolean }) => {
      const connection = connect(options);
      if (name === undefined) {
        const { runs } = await listRuns(connection.runs);
        for (const { run, state, startedAt } of runs) {
          process.stdout.write(`${run}  ${state.padEnd(9)}  ${startedAt}\n`);
        }
        if (runs.length === 0) process.stderr.write('no runs yet\n');
        if (options.json) printJson({ runs });
        return;
      }
      const run = await readRun(connection, name);
      process.stdout.write(`${run.run}  ${run.study ?? ''}  ${run.state}  ${progressLine(run)}\n`);
      if (run.reason !== undefined) process.stdout.write(`${run.reason}\n`);
      if (options.json) printJson(run);
    });
}
