import { Command } from 'commander';
import { faultLines } from '../../layers/report/study-report.ts';
import { listRuns } from '../../layers/storage/run-state.ts';
import { connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { notInUse } from '../not-in-use.ts';
import { progressLine, type RunReading, readRun } from '../read-run.ts';

export function statusCommand(): Command {
  return withConnection(new Command('status'))
    .description('Show all runs, or how far one is.')
    .argument('[run]', 'name of a run')
    .option('--json', 'print one JSON object: { runs } or the run')
    .action(async (name: string | undefined, options: { data: string; json?: boolean }) => {
      const connection = connect(options);
      if (name === undefined) {
        const { runs } = await listRuns(connection.runs);
        for (const { run, study = '', state, startedAt } of runs) {
          process.stdout.write(`${run}  ${state.padEnd(10)}  ${startedAt}  ${study}\n`);
        }
        if (runs.length === 0) process.stderr.write('no runs yet\n');
        if (options.json) printJson({ runs });
        return;
      }
      const run = await readRun(connection, name);
      process.stdout.write(`${run.run}  ${run.study ?? ''}  ${run.state}  ${progressLine(run)}\n`);
      const why = run.faults ? faultLines(run.faults, run.study ?? name) : endLines(run);
      for (const line of why) process.stdout.write(`${line}\n`);
      if (options.json) printJson(run);
    });
}

/** `QuorumMissed: 1 of 3 local models are sound, …`, or what is known of it; and if a published model is not the one in use. */
function endLines({ error, reason, newer }: RunReading): string[] {
  if (newer !== undefined) return [notInUse(newer)];
  if (reason === undefined) return [];
  return [error === undefined || error === reason ? reason : `${error}: ${reason}`];
}
