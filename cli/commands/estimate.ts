import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { functions } from '../../infra/system.ts';
import { fits, type Needs } from '../../layers/capacity/study-size.ts';
import { partition } from '../../layers/ensemble/partition/partition.ts';
import { singleLearnsFromOneIn } from '../../layers/ensemble/partition/single-share.ts';
import { FaultError } from '../../layers/faults/fault.ts';
import { parameterCount } from '../../layers/learning/network.ts';
import { recordingOnGrid } from '../../layers/preparation/align.ts';
import { prepareStudy } from '../../layers/preparation/prepare.ts';
import { roles, rowsInRole } from '../../layers/preparation/sample-table.ts';
import { checkStudy } from '../../layers/recordings/check-study.ts';
import { filesOf } from '../../layers/recordings/manifest-meaning.ts';
import { type Estimate, framesOf, onGpu, onLambda, type RunSize } from '../estimate/estimate-run.ts';
import { prices } from '../estimate/prices.ts';
import { printJson } from '../exit.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';

export function estimateCommand(): Command {
  return new Command('estimate')
    .description('What a run of a study would cost in the cloud, and how long it would take.')
    .argument('<study-dir>', 'folder with study.json')
    .option('--json', 'print one JSON object: { trainings, rows, compute, lambda, gpu, steps, prices }')
    .action((directory: string, { json }: { json?: boolean }) => {
      const study = openStudyFolder(directory);
      const size = sizeOf(study);
      const { compute } = study.manifest.training;
      const estimates = { lambda: onLambda(size), gpu: onGpu(size) };
      const steps = framesOf(size);
      const rows = size.trainings.reduce((total, one) => total + one, 0);
      process.stderr.write(
        [
          `${size.trainings.length} trainings, ${rows} rows in all, ${size.parameters} weights each`,
          line('on Lambda', estimates.lambda, compute === 'lambda'),
          line('on spot GPUs', estimates.gpu, compute === 'gpu'),
          `preparing     ${told(steps['prepare-study'])}`,
          `aggregating   ${told(steps['aggregate-models'])}`,
          ...tooLarge('prepare-study', steps['prepare-study']),
          ...tooLarge('aggregate-models', steps['aggregate-models']),
          `prices of ${prices.date} in ${prices.region}; the speed of GPUs is assumed, not measured (docs/cost.md)`,
          '',
        ].join('\n'),
      );
      if (json) {
        const { date, region, currency } = prices;
        printJson({
          trainings: size.trainings.length,
          rows,
          compute,
          ...estimates,
          steps,
          prices: { date, region, currency },
        });
      }
    });
}

/** Checks and prepares the study as a run would, and cuts it: the rows are those of the run. */
function sizeOf({ manifest, read, files, directory }: StudyFolder): RunSize {
  const bytesOf = (some: readonly string[]) =>
    some.reduce((bytes, file) => bytes + statSync(join(directory, file)).size, 0);
  const { recordings, faults, joint } = checkStudy(manifest, read);
  if (faults.length > 0 || !joint) throw new FaultError([...faults]);
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
  const { table, problem } = prepareStudy(onGrid, manifest, 'estimate', joint);
  const { subdomains } = partition(table, problem);
  const isTraining = new Set(rowsInRole(table, roles.train));
  const local = subdomains.map(({ rows }) => rows.filter((row) => isTraining.has(row)).length);
  const every = singleLearnsFromOneIn(
    subdomains.reduce((sum, { rows }) => sum + rows.length, 0),
    problem.inputNames.length,
  );
  const { hidden, epochs, lbfgsIterations, batchRows, single } = manifest.training;
  return {
    trainings: single ? [Math.round(isTraining.size / every), ...local] : local,
    parameters: parameterCount({
      inputs: problem.inputNames.length,
      hidden,
      muscles: problem.muscles.length,
    }),
    epochs,
    lbfgsIterations,
    batchRows,
    study: {
      filesMb: bytesOf(files) / 1e6,
      largestRecordingMb:
        manifest.recordings.reduce((most, entry) => {
          const own = new Set(filesOf(entry).map(({ file }) => file));
          return Math.max(most, bytesOf([...own]));
        }, 0) / 1e6,
      rows: onGrid.reduce((sum, { aligned }) => sum + aligned.timeS.length, 0),
      channels: manifest.signals.emg.channels.length,
      emgInputs: table.inputNames.length,
      nameInputs: problem.inputNames.length - table.inputNames.length,
      muscles: problem.muscles.length,
      subdomains: subdomains.length,
    },
  };
}

/** A step that the study is too large for. */
function tooLarge(name: 'prepare-study' | 'aggregate-models', needs: Needs): string[] {
  const { memoryMb, timeoutS } = functions[name];
  if (fits(needs, { memoryMb, seconds: timeoutS })) return [];
  return [
    `TOO LARGE: ${name} would take about ${told(needs)}, and has ${told({ memoryMb, seconds: timeoutS })}: a run is rejected at its start (docs/cost.md)`,
  ];
}

function told({ memoryMb, seconds }: Needs): string {
  return `${Math.round(memoryMb)} MB and ${Math.round(seconds)} s`;
}

function line(where: string, { usd, minutes }: Estimate, isChosen: boolean): string {
  const cost = usd < 0.01 ? 'less than 0.01' : usd.toFixed(2);
  const time = minutes < 1 ? 'less than a minute' : `${minutes.toFixed(0)} min`;
  return `${where.padEnd(13)} ${cost} USD, ${time}${isChosen ? '  (what the manifest asks for)' : ''}`;
}
