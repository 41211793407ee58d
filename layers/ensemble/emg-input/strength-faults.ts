import type { Fault } from '../../faults/fault.ts';
import { emgUnitPlausible } from '../../recordings/checks/emg-unit.ts';
import { envelopeNotNegative } from '../../recordings/checks/envelope-negative.ts';
import { emgFactor } from '../../recordings/conventions.ts';
import type { Column, Table } from '../../recordings/table.ts';
import type { GlobalModel } from '../global-model.ts';

/** What is wrong with the values of channels that are all numbers: another unit, or raw EMG in place of envelopes. */
export function strengthFaults(
  table: Pick<Table, 'file' | 'rows'>,
  channels: readonly Pick<Column, 'name' | 'values'>[],
  model: GlobalModel,
): Fault[] {
  const { emg } = model.signals;
  const toMv = emgFactor(emg);
  return channels.flatMap(({ name, values }) => {
    const inMv = toMv === 1 ? values : values.map((value) => value * toMv);
    const unit = emgUnitPlausible(table.file, name, emg.unit, inMv).map((fault) => ({
      ...fault,
      fix: `Send the channel in ${emg.unit}, as the study has it.`,
    }));
    const whole = { ...table, header: [], headerRow: 1, columns: new Map(), faults: [] };
    const negative =
      emg.kind === 'envelope'
        ? envelopeNotNegative(whole, { name, values, badCells: [], badCellCount: 0 }).map((fault) => ({
            ...fault,
            fix: 'Send envelopes, rectified and smoothed as those of the study were, not the unprocessed signal.',
          }))
        : [];
    return [...unit, ...negative];
  });
}
