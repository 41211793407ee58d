import { type Fault, FaultError } from '../../faults/fault.ts';
import { cellsNumeric } from '../../recordings/checks/cells-numeric.ts';
import { columnsPresent } from '../../recordings/checks/columns-present.ts';
import { timeGaps } from '../../recordings/checks/time-gaps.ts';
import { timeGrows } from '../../recordings/checks/time-grows.ts';
import { timeInRange } from '../../recordings/checks/time-range.ts';
import { isOpenSim, readTable } from '../../recordings/read-table.ts';
import type { Table } from '../../recordings/table.ts';
import type { GlobalModel } from '../global-model.ts';
import type { EmgInput } from './emg-input.ts';
import { strengthFaults } from './strength-faults.ts';
import { stretchFaults } from './stretch-faults.ts';

/**
 * EMG of a file with the columns of the study, time and every channel; others are passed over.
 *
 * @param file its name, for faults and for its format: OpenSim's for .sto and .mot, else CSV
 * @param longestS the longest stretch that is taken
 * @throws FaultError with everything that is wrong
 */
export function emgFromFile(
  file: string,
  bytes: Uint8Array,
  model: GlobalModel,
  longestS = Number.POSITIVE_INFINITY,
): EmgInput {
  const names = model.signals.emg.channels.map((channel) => channel.column);
  const timeName = isOpenSim(file) ? 'time' : model.signals.time.column;
  const used = [timeName, ...names];
  const table = readTable(file, bytes, new Set(used));
  if (table.header.length === 0) throw new FaultError(table.faults);

  const columns = used.flatMap((name) => table.columns.get(name) ?? []);
  const time = table.columns.get(timeName);
  const timeS = time?.badCellCount === 0 ? time.values : undefined;
  const faults = [
    ...table.faults,
    ...columnsPresent(table, used),
    ...cellsNumeric(file, columns),
    ...(timeS === undefined ? [] : timeFaults(table, timeName, timeS, model, longestS)),
    ...strengthFaults(
      table,
      columns.filter(({ name, badCellCount }) => name !== timeName && badCellCount === 0),
      model,
    ),
  ];
  if (faults.length > 0 || timeS === undefined) throw new FaultError(faults);
  return {
    sampleRateHz: rateHz(timeS),
    startS: timeS[0]!,
    channels: names.map((name) => table.columns.get(name)!.values),
  };
}

function timeFaults(
  table: Table,
  column: string,
  timeS: Float64Array,
  model: GlobalModel,
  longestS: number,
): Fault[] {
  if (timeS.length < 2) return [tooFew(table.file, timeS.length)];
  const wrong = [...timeGrows(table, column, timeS), ...timeInRange(table, column, timeS)];
  if (wrong.length > 0) return wrong;
  return [
    ...timeGaps(table, column, timeS),
    ...stretchFaults(table.file, rateHz(timeS), timeS.length, model, longestS),
  ];
}

function rateHz(timeS: Float64Array): number {
  return (timeS.length - 1) / (timeS.at(-1)! - timeS[0]!);
}

function tooFew(file: string, rows: number): Fault {
  return {
    code: 'RECORDING_SHORT',
    what: 'The table is too short to have a rate.',
    where: { file },
    found: `${rows} rows`,
    expected: 'two rows at least',
    fix: 'Send a longer stretch.',
  };
}
