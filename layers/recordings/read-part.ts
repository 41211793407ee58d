import type { Fault } from '../faults/fault.ts';
import { cellsNumeric } from './checks/cells-numeric.ts';
import { columnsPresent } from './checks/columns-present.ts';
import { longEnough, neededS } from './checks/long-enough.ts';
import { sampleRatePlausible } from './checks/sample-rate.ts';
import { timeGaps } from './checks/time-gaps.ts';
import { timeGrows } from './checks/time-grows.ts';
import { timeInRange } from './checks/time-range.ts';
import type { Manifest } from './manifest.ts';
import { isOpenSim, readTable } from './read-table.ts';
import type { TimeAxis } from './recording.ts';
import type { Role } from './roles.ts';
import type { Column, Table } from './table.ts';

/** One file of a recording, read: the columns that the manifest names for it, and its time axis where that is sound. */
export interface Part {
  readonly file: string;
  readonly roles: readonly Role[];
  /** Absent where the file is. */
  readonly table?: Table;
  readonly axis?: TimeAxis;
  readonly faults: readonly Fault[];
  /** A column without bad cells. */
  readonly sound: (name: string) => Column | undefined;
  /** The numbers of a column that is present. */
  readonly values: (name: string) => Float64Array;
}

/** Reads one file for the signals that it holds, and checks its table, columns, cells and time. */
export function readPart(
  file: string,
  roles: readonly Role[],
  { manifest, read }: { manifest: Manifest; read: (file: string) => Uint8Array | undefined },
): Part {
  const bytes = read(file);
  const none = { file, roles, sound: () => undefined, values: () => new Float64Array() };
  if (!bytes) return { ...none, faults: [missingFile(file)] };

  const signals = new Set(roles.flatMap((role) => role.columns));
  const timeColumn = manifest.signals.time.column;
  const table = readTable(file, bytes, new Set([...signals, timeColumn, 'time']));
  if (table.header.length === 0) return { ...none, faults: table.faults };

  const isTimeCalledTime = isOpenSim(file) && !table.header.includes(timeColumn);
  const timeName = isTimeCalledTime ? 'time' : timeColumn;
  const used = [...new Set([timeName, ...signals])]
    .map((name) => table.columns.get(name))
    .filter((c) => c !== undefined);
  const checked = used.filter((column) => !hasOnlyMaskedGaps(column, table, manifest));
  const time = table.columns.get(timeName);
  const timeS = time && time.badCellCount === 0 ? time.values : undefined;
  const timing = timeS ? timeOf(table, timeName, timeS, neededS(manifest)) : { faults: [] };
  return {
    file,
    roles,
    table,
    ...(timing.axis && { axis: timing.axis }),
    faults: [
      ...table.faults,
      ...columnsPresent(table, [timeName, ...signals]),
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

function timeOf(
  table: Table,
  column: string,
  timeS: Float64Array,
  needed: number,
): { axis?: TimeAxis; faults: Fault[] } {
  const { file } = table;
  const wrong = [...timeGrows(table, column, timeS), ...timeInRange(table, column, timeS)];
  if (wrong.length > 0) return { faults: wrong };
  const durationS = timeS.length > 0 ? timeS.at(-1)! - timeS[0]! : 0;
  const sampleRateHz = (timeS.length - 1) / durationS;
  const gaps = timeGaps(table, column, timeS);
  const short = longEnough(file, timeS.length, durationS, needed);
  const rate = timeS.length > 1 && gaps.length === 0 ? sampleRatePlausible(file, column, sampleRateHz) : [];
  return { axis: { timeS, sampleRateHz }, faults: [...gaps, ...short, ...rate] };
}

/** A torque may lack its number where its mask says that the frame is not to be used. */
function hasOnlyMaskedGaps(column: Column, table: Table, { signals: { torque } }: Manifest): boolean {
  if (torque?.valid === undefined || column.name !== torque.column) return false;
  const mask = table.columns.get(torque.valid);
  const someKnown = column.values.some((v) => !Number.isNaN(v));
  const isText = column.badCells.some((cell) => cell.kind !== 'empty');
  if (!mask || !someKnown || isText) return false;
  return column.values.every((v, i) => !Number.isNaN(v) || mask.values[i] === 0);
}

function missingFile(file: string): Fault {
  return {
    code: 'FILE_MISSING',
    what: 'The manifest names a file that was not uploaded.',
    where: { file },
    found: 'no such file',
    expected: 'the file beside study.json, with that very path (capital letters count)',
    fix: 'Upload the file, then study.json again, or take the recording out of the manifest.',
  };
}
