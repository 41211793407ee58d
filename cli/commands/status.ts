import { Command } from 'commander';
import { faultLines } from '../../layers/base/faults/index.ts';
import { listRuns, type RunState, runStates } from '../../layers/run/records/index.ts';
import { type Connection, withConnection, withReading } from '../connection.ts';
import { printJson } from '../exit.ts';
import { notInUse } from '../not-in-use.ts';
import { progressLine, type RunReading, readRun } from '../read-run.ts';
import { publishedResult } from '../terminal/published-result.ts';
import { columnsOf, say } from '../terminal/window.ts';

export function statusCommand(): Command {
  return withConnection(new Command('status'))
    .description('Show all runs, or the progress of one run.')
    .argument('[run]', 'name of a run')
    .option('--json', 'print one JSON object: { runs } or the run')
    .action((name: string | undefined, options: { data: string; json?: boolean }) =>
      withReading(options, async (connection) => {
        const shown = name === undefined ? await showRuns(connection) : await showRun(connection, name);
        if (options.json) printJson(shown);
      }),
    );
}

async function showRuns({ runs: all, isAtRest = false }: Connection) {
  const { runs } = await listRuns(all);
  const isCutShort = isAtRest && runs.some(({ state }) => state === 'Running');
  say(process.stdout, [countLine(runs), ...runs.map(runLine), ...(isCutShort ? [cutShort] : [])]);
  return { runs };
}

const cutShort =
  'Runs that are Running were interrupted; they go on after "sarcomere run" or "sarcomere serve" is started again.';

/** `3 runs: 2 published, 1 failed.` */
function countLine(runs: readonly RunState[]): string {
  if (runs.length === 0) return 'There are no runs yet.';
  const states = runStates.flatMap((state) => {
    const count = runs.filter((run) => run.state === state).length;
    return count === 0 ? [] : [`${count} ${state.toLowerCase()}`];
  });
  return `${runs.length === 1 ? '1 run' : `${runs.length} runs`}: ${states.join(', ')}.`;
}

function runLine({ run, study = '', state, startedAt }: RunState): string {
  return `${run}  ${state.padEnd(10)}  ${startedAt.slice(0, 16)}Z  ${study}`;
}

async function showRun(connection: Connection, name: string): Promise<RunReading> {
  const run = await readRun(connection, name);
  const progress = progressLine(run);
  say(process.stdout, [
    `Run ${run.run}${run.study === undefined ? '' : ` of ${run.study}`}: ${run.state}${progress === '' ? '' : `  ${progress}`}`,
    ...(run.faults ? faultLines(run.faults, run.study ?? name) : endLines(run)),
    ...(connection.isAtRest && run.state === 'Running' ? [cutShort] : []),
    ...(run.state === 'Published' ? await resultOf(connection, run) : []),
  ]);
  return run;
}

async function resultOf(connection: Connection, run: RunReading): Promise<string[]> {
  const lines = await publishedResult(connection.bucket, run, columnsOf(process.stdout));
  return lines ? ['', ...lines] : [];
}

/** `QuorumMissed: 1 of 3 local models are sound, …`, or the known reason; also if a published model is not in use. */
function endLines({ error, reason, newer }: RunReading): string[] {
  if (newer !== undefined) return [notInUse(newer)];
  if (reason === undefined) return [];
  return [error === undefined || error === reason ? reason : `${error}: ${reason}`];
}
