import { cadences, pauseMs, type WriteCadence } from '../../../functions/train-subdomain/write-cadence.ts';
import { prices } from '../../../layers/run/cost/index.ts';

const trainings = { 'a minute': 60, 'a quarter of an hour': 900, 'half a day': 43_200 };
const together = 1000;

/** Number of writes of a training of this length at a cadence. */
export function writesWithin(cadence: WriteCadence, seconds: number): number {
  let writes = 0;
  for (let atMs = pauseMs(cadence, 0); atMs < seconds * 1000; atMs += pauseMs(cadence, atMs)) writes += 1;
  return writes;
}

/** Objects of trainings in a bucket that locks every version for a month, as Markdown. */
export function keptVersionsTable(checkpointBytes: number): string {
  const rows = Object.entries(trainings).map(([length, seconds]) => {
    const checkpoints = writesWithin(cadences.checkpoint, seconds);
    const shown = 1 + writesWithin(cadences.progress, seconds); // the first at once
    // Each checkpoint has an object with its time.
    const puts = 2 * checkpoints + shown;
    const megabytes = (checkpoints * checkpointBytes) / 1e6;
    const [storedUsd, putsUsd] = [
      ((together * megabytes) / 1000) * prices.s3GbMonth,
      together * puts * prices.s3Put,
    ];
    return `| ${length} | ${checkpoints} | ${shown} | ${megabytes.toFixed(0)} MB | ${storedUsd.toFixed(2)} USD | ${putsUsd.toFixed(2)} USD |`;
  });
  return [
    `| a training takes | versions of its checkpoint | of its progress | together | ${together.toLocaleString('en')} such, locked for a month | their requests |`,
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `A checkpoint of the default network is counted at its largest, ${(checkpointBytes / 1e6).toFixed(1)} MB.`,
  ].join('\n');
}
