import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { functions, installation } from '../../infra/system.ts';
import { FaultError } from '../../layers/base/faults/index.ts';
import { grouped } from '../../layers/base/numbers/index.ts';
import {
  type Division,
  divisionText,
  partition,
  prepareStudy,
  recordingOnGrid,
} from '../../layers/model/dataset/index.ts';
import { fits, type Needs } from '../../layers/run/capacity/index.ts';
import {
  type Estimate,
  filesSize,
  framesOf,
  onGpu,
  onLambda,
  prices,
  type RunSize,
  runSizeOf,
} from '../../layers/run/cost/index.ts';
import { checkStudy } from '../../layers/study/recordings/index.ts';
import { printJson } from '../exit.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';
import { say } from '../terminal/window.ts';

export function estimateCommand(): Command {
  return new Command('estimate')
    .description('Estimate the cost and duration of a run of a study in the cloud.')
    .argument('<study-dir>', 'folder with study.json')
    .option(
      '--json',
      'print one JSON object: { trainings, networks, forests, folds, rows, division, compute, lambda, gpu, steps, prices }',
    )
    .action((directory: string, { json }: { json?: boolean }) => {
      const study = openStudyFolder(directory);
      const { size, division } = sizeOf(study);
      const { compute } = study.manifest.training;
      const estimates = { lambda: onLambda(size, installation), gpu: onGpu(size, installation) };
      const { forests = [], folds = [] } = size;
      const steps = framesOf(size);
      const rows = size.trainings.reduce((total, one) => total + one, 0);
      say(process.stdout, [
        `A run of ${study.manifest.study} costs ${costOf(estimates[compute])} and takes ${timeOf(estimates[compute])} ${whereOf[compute]}.`,
        '',
        line('on Lambda', estimates.lambda, compute === 'lambda'),
        line('on spot GPUs', estimates.gpu, compute === 'gpu'),
        `preparing     ${needsText(steps['prepare-study'])}`,
        `aggregating   ${needsText(steps['aggregate-models'])}`,
        '',
        `${size.trainings.length} trainings of networks, ${divisionText(division)}; ${grouped(rows)} rows in all, ${grouped(size.parameters)} parameters each`,
        `${grouped(forests.length)} forests; ${grouped(forests.reduce((total, one) => total + one, 0))} rows in all`,
        ...(folds.length > 0
          ? [
              `${grouped(folds.length)} folds, each with all of these trainings, shorter and without a part of the rows`,
            ]
          : []),
        `prices of ${prices.date} in ${prices.region}; the speed of GPUs is assumed, not measured (docs/cost.md)`,
      ]);
      say(process.stderr, [
        ...tooLarge('prepare-study', steps['prepare-study']),
        ...tooLarge('aggregate-models', steps['aggregate-models']),
      ]);
      if (json) {
        const { date, region, currency } = prices;
        printJson({
          trainings: size.trainings.length + forests.length + folds.length,
          networks: size.trainings.length,
          forests: forests.length,
          folds: folds.length,
          rows,
          division,
          compute,
          ...estimates,
          steps,
          prices: { date, region, currency },
        });
      }
    });
}

/** Checks, prepares and divides the study as a run would, so that the rows are the same as in the run. */
function sizeOf({ manifest, read, files, directory }: StudyFolder): { size: RunSize; division: Division } {
  const { recordings, faults, joint } = checkStudy(manifest, read);
  if (faults.length > 0 || !joint) throw new FaultError([...faults]);
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
  const ready = prepareStudy(onGrid, manifest, 'estimate', joint);
  const { subdomains } = partition(ready.table, ready.problem);
  const existing = new Set(files);
  const bytesOf = (file: string) => (existing.has(file) ? statSync(join(directory, file)).size : 0);
  const size = runSizeOf(ready, subdomains, filesSize(manifest, bytesOf));
  return { size, division: ready.problem.subdomains };
}

/** A line if the study is too large for a step. */
function tooLarge(name: 'prepare-study' | 'aggregate-models', needs: Needs): string[] {
  const { memoryMb, timeoutS } = functions[name];
  if (fits(needs, { memoryMb, seconds: timeoutS })) return [];
  return [
    `Too large: ${name} would need about ${needsText(needs)} and has ${needsText({ memoryMb, seconds: timeoutS })}. A run is rejected at its start (docs/cost.md).`,
  ];
}

function needsText({ memoryMb, seconds }: Needs): string {
  return `${Math.round(memoryMb)} MB and ${Math.round(seconds)} s`;
}

const whereOf = { lambda: 'on Lambda', gpu: 'on spot GPUs' };

function line(where: string, estimate: Estimate, isChosen: boolean): string {
  return `${where.padEnd(13)} ${costOf(estimate)}, ${timeOf(estimate)}${isChosen ? '  (training.compute)' : ''}`;
}

function costOf({ usd }: Estimate): string {
  return `${usd < 0.01 ? 'less than 0.01' : usd.toFixed(2)} USD`;
}

function timeOf({ minutes }: Estimate): string {
  return minutes < 1 ? 'less than a minute' : `${minutes.toFixed(0)} min`;
}
