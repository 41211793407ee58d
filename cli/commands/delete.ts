import { Command } from 'commander';
import {
  keys,
  type Runs,
  runningRuns,
  type Withdrawal,
  withdrawSubject,
  writesUntil,
} from '../../layers/run/records/index.ts';
import { type Connection, connect, withConnection } from '../connection.ts';
import { printJson } from '../exit.ts';
import { holdsStudy, unknownStudy } from '../unknown-name.ts';

interface DeleteOptions {
  readonly data: string;
  readonly subject?: string;
  readonly run?: boolean;
  readonly json?: boolean;
}

export function deleteCommand(): Command {
  return withConnection(new Command('delete'))
    .description(
      'Delete a study with all its runs and models from the bucket; or one subject, for good, from all of them.',
    )
    .argument('<study>', 'name of the study')
    .option('--subject <name>', 'only this subject: recordings, and every run and model that holds them')
    .option('--run', 'with --subject: start a run of the study without the subject')
    .requiredOption('--yes', 'really delete it')
    .option(
      '--json',
      'print one JSON object: { study, deleted }, with --subject also what was withdrawn and what is retained',
    )
    .action(async (study: string, options: DeleteOptions) => {
      const connection = connect(options);
      if (!(await holdsStudy(connection.bucket, study))) throw await unknownStudy(connection.bucket, study);
      await refuseWhileRunning(connection.runs, study, options.subject);
      const done =
        options.subject === undefined
          ? await deleteStudy(connection, study)
          : await withdraw(connection, study, options.subject, options.run ?? false);
      if (options.json) printJson(done);
    });
}

async function deleteStudy({ bucket }: Connection, study: string) {
  // The pointer goes first, so that nobody is answered by half a model.
  let deleted = await bucket.deletePrefix(keys.latest(study));
  for (const prefix of [keys.modelsPrefix(study), keys.runsPrefix(study), keys.studyPrefix(study)]) {
    deleted += await bucket.deletePrefix(prefix);
  }
  process.stderr.write(`deleted ${deleted} objects of ${study}\n`);
  return { study, deleted };
}

async function withdraw({ bucket, runs }: Connection, study: string, subject: string, startsRun: boolean) {
  const repeatAfter = await writesUntil(runs, study, new Date());
  const done = await withdrawSubject(bucket, study, subject, { startsRun });
  for (const line of withdrawalLines(done, startsRun)) process.stderr.write(`${line}\n`);
  for (const { key, reason } of done.retained)
    process.stderr.write(`retained: ${key}, because the bucket refuses to delete it (${reason})\n`);
  if (repeatAfter === undefined) return done;
  process.stderr.write(
    `a run of ${study} was stopped or failed lately, and a function of it may still write: repeat this after ${repeatAfter}\n`,
  );
  return { ...done, repeatAfter };
}

function withdrawalLines(
  { study, isPublishedModelWithdrawn, isRunPossible, unnamedFiles, ...gone }: Withdrawal,
  startsRun: boolean,
): string[] {
  const next = startsRun
    ? `a run of ${study} without the subject starts now; "sarcomere status" shows it`
    : `"sarcomere delete" with --run would have started a run without the subject; to start it now, upload the study without the subject`;
  return [
    `withdrawn: ${gone.recordings} recordings, ${gone.runs.length} runs, ${gone.models.length} models; ${gone.deleted} objects deleted with their earlier versions`,
    ...(isPublishedModelWithdrawn ? [`${study} has no published model now`] : []),
    isRunPossible ? next : `${study} has no recordings left`,
    ...(unnamedFiles.length > 0
      ? [`files that study.json does not name, look whose they are: ${unnamedFiles.join(', ')}`]
      : []),
    'copies outside of the bucket (study folders, downloaded models and reports, backups; on one machine *.damaged files in the data folder) are yours to delete',
  ];
}

/** What a training writes after its study was deleted would stay. */
async function refuseWhileRunning(runs: Runs, study: string, subject: string | undefined): Promise<void> {
  const running = await runningRuns(runs);
  const own = running.filter((run) => run.study === study).map(({ run }) => run);
  if (own.length === 0) return;
  const then =
    subject === undefined ? 'delete the study a quarter of an hour later' : 'withdraw the subject then';
  throw new Error(
    `${study} is being run: ${own.join(', ')}. Wait until it ends ("sarcomere status RUN"), or stop it ("sarcomere cancel ${own[0]}"), and ${then}`,
  );
}
