import type { Fault } from '../../../base/faults/index.ts';
import type { Column, Table } from '../../../study/formats/index.ts';
import { channelFaults, forModel } from '../../../study/recordings/index.ts';
import type { GlobalModel } from '../global-model.ts';
import { signalColumnsOf } from './signal-columns-of.ts';

/** Faults of channels that hold numbers only: a dead channel, another unit, or another kind of EMG. */
export function strengthFaults(
  table: Pick<Table, 'file' | 'rows'>,
  channels: readonly Pick<Column, 'name' | 'values'>[],
  model: Pick<GlobalModel, 'signals' | 'coordinates'>,
  sampleRateHz: number,
): Fault[] {
  return forModel(
    channels.flatMap((channel) => channelFaults(table, channel, model.signals.emg, sampleRateHz)),
    signalColumnsOf(model),
  );
}
