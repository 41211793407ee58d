import { compress } from '../../../layers/model/inputs/testing.ts';
import { readProblem } from '../../../layers/run/records/index.ts';
import type { Change } from '../experiment.ts';
import { channelOf } from './corrupt-subdomain.ts';
import { editTable } from './edit-table.ts';

/** Silences one channel of the held-out recordings, chosen by the seed, as if its electrode had come off. */
export const loseChannel: Change = async (bucket, pointer, seed) => {
  const { signals, features } = await readProblem(bucket, pointer);
  const { channels } = signals.emg;
  const silent = features.compression === 'log' ? compress(0) : 0;
  const lost = channels[seed % channels.length]!.column;
  await editTable(bucket, pointer, 'held-out.parquet', (table) => {
    const width = table.inputNames.length;
    for (const [at, name] of table.inputNames.entries()) {
      if (channelOf(name) !== lost) continue;
      const value = name.endsWith('~deviation') ? 0 : silent;
      for (let row = 0; row < table.rows; row++) table.inputs[row * width + at] = value;
    }
  });
};
