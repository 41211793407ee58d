import type { Fault } from '../../base/faults/index.ts';
import type { Column, Table } from '../formats/index.ts';
import { readTable } from '../formats/index.ts';
import type { Role } from '../manifest/index.ts';
import { cellsNumeric } from './checks/cells-numeric.ts';
import { columnsPresent } from './checks/columns-present.ts';
import { sampleRatePlausible } from './checks/sample-rate.ts';
import { timeGaps } from './checks/time-gaps.ts';
import { timeGrows } from './checks/time-grows.ts';
import { timeInRange } from './checks/time-range.ts';
import type { TimeAxis } from './recording.ts';
import type { SignalColumns } from './signal-columns.ts';
import { timeColumnNames, timeColumnOf } from './time-column.ts';

/** One file of a recording, read: its wanted columns, and its time axis if it is sound. */
export interface RecordingPart {
  readonly file: string;
  readonly roles: readonly Pick<Role, 'kind' | 'columns'>[];
  /** Absent if the file is absent or has no header. */
  readonly table?: Table;
  readonly axis?: TimeAxis;
  readonly faults: readonly Fault[];
  /** A column without bad cells. */
  readonly sound: (name: string) => Column | undefined;
  /** The numbers of a column that is present. */
  readonly values: (name: string) => Float64Array;
}

/**
 * Reads the signals of one file, and checks its table, columns, cells and time. Studies, predictions and calibrations read
 * their files by this one function.
 *
 * @param lengthFaults faults of the number of rows and the duration of a file whose time grows
 */
export function readPart(
  file: string,
  bytes: Uint8Array,
  roles: RecordingPart['roles'],
  signals: SignalColumns,
  lengthFaults: (rows: number, durationS: number) => Fault[],
): RecordingPart {
  const columns = new Set(roles.flatMap((role) => role.columns));
  const { column: givenTime } = signals.time;
  const table = readTable(file, bytes, new Set([...columns, ...timeColumnNames(file, givenTime)]));
  if (table.header.length === 0) return partWithout(file, roles, table.faults);

  const timeName = timeColumnOf(table, givenTime);
  const used = [...new Set([timeName, ...columns])]
    .map((name) => table.columns.get(name))
    .filter((c) => c !== undefined);
  const checked = used.filter((column) => !hasOnlyMaskedGaps(column, table, signals));
  const time = table.columns.get(timeName);
  const timeS = time && time.badCellCount === 0 ? time.values : undefined;
  const timing = timeS ? timeOf(table, timeName, timeS, lengthFaults) : { faults: [] };
  return {
    file,
    roles,
    table,
    ...(timing.axis && { axis: timing.axis }),
    faults: [
      ...table.faults,
      ...columnsPresent(table, [timeName, ...columns]),
      ...cellsNumeric(file, checked),
      ...timing.faults,
    ],
    sound: (name) => {
      const column = table.columns.get(name);
      return column?.badCellCount === 0 ? column : undefined;
    },
    values: (name) => table.columns.get(name)?.values ?? new Float64Array(),
  };
}

/** A file that cannot be read because of these faults. */
export function partWithout(
  file: string,
  roles: RecordingPart['roles'],
  faults: readonly Fault[],
): RecordingPart {
  return { file, roles, faults, sound: () => undefined, values: () => new Float64Array() };
}

function timeOf(
  table: Table,
  column: string,
  timeS: Float64Array,
  lengthFaults: (rows: number, durationS: number) => Fault[],
): { axis?: TimeAxis; faults: Fault[] } {
  const { file } = table;
  const wrong = [...timeGrows(table, column, timeS), ...timeInRange(table, column, timeS)];
  if (wrong.length > 0) return { faults: wrong };
  const durationS = timeS.length > 0 ? timeS.at(-1)! - timeS[0]! : 0;
  const sampleRateHz = (timeS.length - 1) / durationS;
  const gaps = timeGaps(table, column, timeS);
  const length = lengthFaults(timeS.length, durationS);
  const rate = timeS.length > 1 && gaps.length === 0 ? sampleRatePlausible(file, column, sampleRateHz) : [];
  return { axis: { timeS, sampleRateHz }, faults: [...gaps, ...length, ...rate] };
}

/** True if the column is a torque whose gaps are all in frames that its mask excludes. */
function hasOnlyMaskedGaps(column: Column, table: Table, { torque }: SignalColumns): boolean {
  if (torque?.valid === undefined || column.name !== torque.column) return false;
  const mask = table.columns.get(torque.valid);
  const someKnown = column.values.some((v) => !Number.isNaN(v));
  const isText = column.badCells.some((cell) => cell.kind !== 'empty');
  if (!mask || !someKnown || isText) return false;
  return column.values.every((v, i) => !Number.isNaN(v) || mask.values[i] === 0);
}
