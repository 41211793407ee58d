import { contiguousRanges, type SampleTable } from '../../../layers/preparation/sample-table.ts';
import { corrupt } from '../../../layers/simulation/corruption.ts';
import { readPartition, readProblem } from '../../../layers/storage/run-objects.ts';
import type { Change } from '../experiment.ts';
import { editTable, localTables } from './edit-table.ts';

/**
 * One sub-domain is recorded wrongly: its labels are half a second late and the gain of each channel is up to threefold
 * off, as `corrupt` does to a simulated recording. Which one follows from the seed. The single model learns from the same
 * rows; nothing that is held out changes.
 */
export const corruptSubdomain: Change = async (bucket, pointer, seed) => {
  const tables = localTables(await readPartition(bucket, pointer));
  const { signals } = await readProblem(bucket, pointer);
  const { angleLateS, emgFactor } = corrupt(
    signals.emg.channels.map(() => new Float64Array()),
    seed,
  );
  await editTable(bucket, pointer, tables[seed % tables.length]!, (table) => {
    scaleChannels(table, emgFactor);
    delayLabels(table, Math.round(angleLateS * signals.rateHz));
  });
};

/** Lags, mean and deviation of an envelope all grow with its gain; the inputs of a channel begin with its name. */
function scaleChannels(table: SampleTable, factors: readonly number[]): void {
  const channels = [...new Set(table.inputNames.map(channelOf))];
  const width = table.inputNames.length;
  for (const [at, name] of table.inputNames.entries()) {
    const factor = factors[channels.indexOf(channelOf(name))]!;
    for (let row = 0; row < table.rows; row++) table.inputs[row * width + at]! *= factor;
  }
}

export function channelOf(input: string): string {
  return input.replace(/[@~][^@~]*$/, '');
}

function delayLabels(table: SampleTable, late: number): void {
  const muscles = table.muscleNames.length;
  for (const { start, end } of contiguousRanges(table)) {
    for (let row = end - 1; row >= start; row--) {
      const from = Math.max(start, row - late);
      table.angleRad[row] = table.angleRad[from]!;
      table.torqueNm[row] = table.torqueNm[from]!;
      table.forceN.copyWithin(row * muscles, from * muscles, (from + 1) * muscles);
    }
  }
}
