import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { installation } from '../../infra/system.ts';
import { type Estimate, onGpu, onLambda, type RunSize } from '../../layers/cost/estimate-run.ts';
import { prices } from '../../layers/cost/prices.ts';
import { runSizeOf } from '../../layers/cost/run-size.ts';
import { partition } from '../../layers/ensemble/partition/partition.ts';
import { FaultError } from '../../layers/faults/fault.ts';
import { recordingOnGrid } from '../../layers/preparation/align.ts';
import { prepareStudy } from '../../layers/preparation/prepare.ts';
import { checkStudy } from '../../layers/recordings/check-study.ts';
import { printJson } from '../exit.ts';
import { openStudyFolder, type StudyFolder } from '../study-folder.ts';

export function estimateCommand(): Command {
  return new Command('estimate')
    .description('What a run of a study would cost in the cloud, and how long it would take.')
    .argument('<study-dir>', 'folder with study.json')
    .option('--json', 'print one JSON object: { trainings, rows, compute, lambda, gpu, prices }')
    .action((directory: string, { json }: { json?: boolean }) => {
      const study = openStudyFolder(directory);
      const size = sizeOf(study);
      const { compute } = study.manifest.training;
      const estimates = { lambda: onLambda(size, installation), gpu: onGpu(size, installation) };
      const rows = size.trainings.reduce((total, one) => total + one, 0);
      process.stderr.write(
        [
          `${size.trainings.length} trainings, ${rows} rows in all, ${size.parameters} weights each`,
          line('on Lambda', estimates.lambda, compute === 'lambda'),
          line('on spot GPUs', estimates.gpu, compute === 'gpu'),
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
          prices: { date, region, currency },
        });
      }
    });
}

/** Checks and prepares the study as a run would, and cuts it: the rows are those of the run. */
function sizeOf({ manifest, read, files, directory }: StudyFolder): RunSize {
  const { recordings, faults, joint } = checkStudy(manifest, read);
  if (faults.length > 0 || !joint) throw new FaultError([...faults]);
  const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
  const ready = prepareStudy(onGrid, manifest, 'estimate', joint);
  const { subdomains } = partition(ready.table, ready.problem);
  const filesBytes = files.reduce((bytes, file) => bytes + statSync(join(directory, file)).size, 0);
  return runSizeOf(ready, subdomains, filesBytes);
}

function line(where: string, { usd, minutes }: Estimate, isChosen: boolean): string {
  const cost = usd < 0.01 ? 'less than 0.01' : usd.toFixed(2);
  const time = minutes < 1 ? 'less than a minute' : `${minutes.toFixed(0)} min`;
  return `${where.padEnd(13)} ${cost} USD, ${time}${isChosen ? '  (what the manifest asks for)' : ''}`;
}
