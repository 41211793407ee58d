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
import { say } from '../terminal/window.ts';
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
      'Delete a study with all its runs and models from the bucket, or one subject from all of them, for good.',
    )
    .argument('<study>', 'name of the study')
    .option('--subject <name>', 'only this subject: its recordings, and every run and model that holds them')
    .option('--run', 'with --subject: then start a run of the study without the subject')
    .requiredOption('--yes', 'confirm the deletion')
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
  // The pointer goes first, so that no prediction uses half a model.
  let deleted = await bucket.deletePrefix(keys.latest(study));
  for (const prefix of [keys.modelsPrefix(study), keys.runsPrefix(study), keys.studyPrefix(study)]) {
    deleted += await bucket.deletePrefix(prefix);
  }
  say(process.stderr, [`Deleted ${deleted} objects of ${study}.`]);
  return { study, deleted };
}

async function withdraw({ bucket, runs }: Connection, study: string, subject: string, startsRun: boolean) {
  const repeatAfter = await writesUntil(runs, study, new Date());
  const done = await withdrawSubject(bucket, study, subject, { startsRun });
  say(process.stderr, withdrawalLines(done, startsRun));
  if (repeatAfter === undefined) return done;
  say(process.stderr, [
    `A run of ${study} was stopped or failed lately, and one of its functions may still write: repeat this command after ${repeatAfter}.`,
  ]);
  return { ...done, repeatAfter };
}

function withdrawalLines(
  { study, isPublishedModelWithdrawn, isRunPossible, unnamedFiles, retained, ...gone }: Withdrawal,
  startsRun: boolean,
): string[] {
  const next = startsRun
    ? `A run of ${study} without the subject starts now; "sarcomere status" shows it.`
    : `To train without the subject, upload the study without the subject. ("sarcomere delete --run" starts such a run at once.)`;
  return [
    `Withdrew ${gone.recordings} recordings, ${gone.runs.length} runs and ${gone.models.length} models: ${gone.deleted} objects with their earlier versions.`,
    ...(isPublishedModelWithdrawn ? [`${study} has no published model now.`] : []),
    isRunPossible ? next : `${study} has no recordings left.`,
    ...(unnamedFiles.length > 0
      ? [
          `Check whether these files, which study.json does not name, are the subject's: ${unnamedFiles.join(', ')}`,
        ]
      : []),
    'Delete the copies outside the bucket yourself: study folders, downloaded models and reports, backups, and *.damaged files in the data folder of one machine.',
    ...retained.map(
      ({ key, reason }) => `Retained: ${key}, because the bucket refuses to delete it (${reason}).`,
    ),
  ];
}

/** A training that goes on would write objects after the deletion, and they would stay. */
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
