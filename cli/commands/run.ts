import { Command } from 'commander';
import { startLocalWorld } from '../../infra/local/index.ts';
import { faultLines, warningLines } from '../../layers/base/faults/index.ts';
import { monotonicMs } from '../../layers/run/storage/index.ts';
import { atLeastOne } from '../arguments.ts';
import { type Connection, connectTo, defaultDataDir } from '../connection.ts';
import { downloadModel } from '../download-model.ts';
import { exitCodes, printJson } from '../exit.ts';
import { followRun } from '../follow-run.ts';
import { notInUse } from '../not-in-use.ts';
import { outFolder } from '../out-folder.ts';
import { Progress } from '../progress.ts';
import { scoreLines } from '../score-lines.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';
import { columnsOf, say } from '../terminal/window.ts';
import { uploadStudy } from '../upload-study.ts';

export interface RunOptions {
  readonly out?: string;
  readonly data: string;
  readonly workers?: number;
  readonly json?: boolean;
}

export function runCommand(): Command {
  return new Command('run')
    .description('Run a study on this machine, from its upload to the published model.')
    .argument('<study-dir>', 'folder with study.json')
    .option('--out <dir>', 'folder for model and report; default: out/<study>')
    .option(
      '--data <dir>',
      'folder of the local bucket; an interrupted run goes on from there',
      defaultDataDir,
    )
    .option('--workers <n>', 'sub-domains trained side by side; default: one a core', atLeastOne)
    .option('--json', 'print one JSON object: { run, state, model, report, metrics, warnings }')
    .action(async (directory: string, options: RunOptions) => {
      const outcome = await runStudy(openStudyFolder(directory), options);
      if (options.json) printJson(outcome);
      process.exitCode =
        outcome.state === 'Published'
          ? exitCodes.done
          : outcome.state === 'Rejected'
            ? exitCodes.studyAtFault
            : exitCodes.ourFailure;
    });
}

/** Starts the local world, uploads the study as an S3 client, and waits for the run that the upload starts. */
export async function runStudy(study: StudyFolder, { out, data, workers }: RunOptions) {
  const world = await startLocalWorld({
    dataDir: data,
    ...(workers === undefined ? {} : { workers }),
    warn: (line) => say(process.stderr, [line]),
  });
  try {
    return await runIn(connectTo(world.env), study, out ?? outFolder(study.manifest.study));
  } finally {
    await world.close();
  }
}

async function runIn(connection: Connection, study: StudyFolder, outDir: string) {
  const name = study.manifest.study;
  const progress = new Progress();
  const startedMs = monotonicMs();
  await uploadStudy(connection.bucket, study, progress);
  const { reading, run } = await followRun(connection, name, progress);
  const seconds = (monotonicMs() - startedMs) / 1000;
  if (reading.state === 'Rejected') {
    say(process.stderr, faultLines(reading.faults ?? [], name, 'Nothing was trained.'));
    return { run, state: reading.state, faults: reading.faults ?? [] };
  }
  if (reading.state !== 'Published') {
    const how = {
      Running: 'is running',
      Failed: 'failed',
      Cancelled: 'was cancelled',
      Superseded: 'was stopped',
    };
    say(process.stderr, [`Run ${run} ${how[reading.state]}: ${reading.reason ?? 'the reason is unknown'}`]);
    return { run, state: reading.state, reason: reading.reason };
  }
  const files = await downloadModel(connection.bucket, name, outDir, reading.run);
  const { lines, metrics } = await scoreLines(files.model, columnsOf(process.stdout));
  progress.end(`Published ${name} after ${seconds.toFixed(0)} s`);
  const { newer, warnings = [] } = reading;
  say(process.stderr, warningLines(warnings, name));
  say(process.stdout, [
    ...lines,
    ...(newer === undefined ? [] : ['', notInUse(newer)]),
    '',
    `model   ${files.model}`,
    `report  ${files.report}`,
  ]);
  return {
    run,
    state: reading.state,
    ...(newer === undefined ? {} : { newer }),
    model: files.model,
    report: files.report,
    metrics,
    warnings,
    seconds,
  };
}
