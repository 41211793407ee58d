import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import {
  columnsOfQuantity,
  contiguousRanges,
  type SampleTable,
} from '../../../layers/model/dataset/index.ts';
import { emgColumns, expand } from '../../../layers/model/inputs/index.ts';
import { compress } from '../../../layers/model/inputs/testing.ts';
import { readPartition, readProblem } from '../../../layers/run/records/index.ts';
import { corrupt } from '../../../layers/study/simulation/testing.ts';
import type { Change } from '../experiment.ts';
import { editTable, localTables } from './edit-table.ts';

/**
 * Corrupts one sub-domain, chosen by the seed: its labels are half a second late and the gain of each channel is up to
 * threefold wrong, as `corrupt` does to a simulated recording. The single model learns from the same rows; held-out rows
 * do not change.
 */
export const corruptSubdomain: Change = async (bucket, pointer, seed) => {
  const tables = localTables(await readPartition(bucket, pointer));
  const { signals, features } = await readProblem(bucket, pointer);
  const { angleLateS, emgFactor } = corrupt(
    signals.emg.channels.map(() => new Float64Array()),
    seed,
  );
  await editTable(bucket, pointer, tables[seed % tables.length]!, (table) => {
    scaleChannels(table, emgFactor, features);
    delayLabels(table, Math.round(angleLateS * signals.rateHz));
  });
};

/** Lags, mean and deviation of an envelope all grow with its gain; the inputs of a channel begin with its name. */
function scaleChannels(
  table: SampleTable,
  factors: readonly number[],
  { compression }: TrainingProblem['features'],
): void {
  const columns = emgColumns(table.inputNames);
  const channels = [...new Set(columns.map((at) => channelOf(table.inputNames[at]!)))];
  const width = table.inputNames.length;
  for (const at of columns) {
    const name = table.inputNames[at]!;
    const factor = factors[channels.indexOf(channelOf(name))]!;
    const scaled = compression === 'log' ? scaledLog(name, factor) : (value: number) => factor * value;
    for (let row = 0; row < table.rows; row++) {
      table.inputs[row * width + at] = scaled(table.inputs[row * width + at]!);
    }
  }
}

/** Nearly exact for the mean of a logarithm over the context, whose deviation hardly changes with the gain. */
function scaledLog(input: string, factor: number): (value: number) => number {
  if (input.endsWith('~deviation')) return (value) => value;
  return (value) => compress(factor * expand(value));
}

export function channelOf(input: string): string {
  return input.replace(/[@~][^@~]*$/, '');
}

function delayLabels(table: SampleTable, late: number): void {
  const width = table.outputs.length;
  const coordinates = columnsOfQuantity(table.outputs, 'angle').length;
  for (const { start, end } of contiguousRanges(table)) {
    for (let row = end - 1; row >= start; row--) {
      const from = Math.max(start, row - late);
      table.labels.copyWithin(row * width, from * width, (from + 1) * width);
      table.torqueNm.copyWithin(row * coordinates, from * coordinates, (from + 1) * coordinates);
    }
  }
}
