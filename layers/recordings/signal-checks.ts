import type { Joint } from '../biomechanics/joint.ts';
import type { Fault } from '../faults/fault.ts';
import { angleConstant } from './checks/angle-constant.ts';
import { angleInRange } from './checks/angle-range.ts';
import { angleNotDegrees, angleUnitAgrees } from './checks/angle-unit.ts';
import { channelAlive } from './checks/channel-alive.ts';
import { emgStrengthOdd, emgUnitPlausible } from './checks/emg-unit.ts';
import { envelopeDips, envelopeNotNegative } from './checks/envelope-negative.ts';
import { forcePulls } from './checks/force-pulls.ts';
import { rawOscillates } from './checks/raw-oscillates.ts';
import { rawRateEnough } from './checks/raw-rate.ts';
import { angleFactor, emgFactor } from './conventions.ts';
import type { Manifest } from './manifest.ts';
import type { Part } from './read-part.ts';
import type { Role } from './roles.ts';
import type { Column, Table } from './table.ts';

/** All faults in the values of one file's signals. Columns that are missing or hold bad cells are passed over. */
export function signalFaults(part: Part, manifest: Manifest, joint: Joint): Fault[] {
  const { table, axis } = part;
  if (!table) return [];
  const { emg, angle } = manifest.signals;
  const rate =
    axis && soundOf(part, 'emg').length > 0 ? rawRateEnough(part.file, emg, axis.sampleRateHz) : [];
  return [
    ...rate,
    ...soundOf(part, 'emg').flatMap((column) => channelFaults(table, column, emg)),
    ...soundOf(part, 'angle').flatMap((column) => angleFaults(table, column, angle, joint)),
    ...soundOf(part, 'forces').flatMap((column) => forcePulls(table, column)),
  ];
}

/** What is odd in the values but does no harm. */
export function signalWarnings(part: Part, { signals: { emg } }: Manifest): Fault[] {
  const { table, file } = part;
  if (!table) return [];
  const channels = soundOf(part, 'emg').flatMap((column) => [
    ...(emg.kind === 'envelope' ? envelopeDips(table, column) : []),
    ...emgStrengthOdd(file, column.name, emg.unit, inMv(column, emg)),
  ]);
  return [
    ...channels,
    ...soundOf(part, 'angle').flatMap(({ name, values }) => angleConstant(file, name, values)),
  ];
}

function soundOf({ roles, sound }: Part, kind: Role['kind']): Column[] {
  const columns = roles.filter((role) => role.kind === kind).flatMap((role) => role.columns);
  return columns.map(sound).filter((column) => column !== undefined);
}

function channelFaults(table: Table, column: Column, emg: Manifest['signals']['emg']): Fault[] {
  return [
    ...channelAlive(table.file, column.name, column.values),
    ...(emg.kind === 'envelope' ? envelopeNotNegative(table, column) : rawOscillates(table, column)),
    ...emgUnitPlausible(table.file, column.name, emg.unit, inMv(column, emg)),
  ];
}

function inMv({ values }: Column, emg: Manifest['signals']['emg']): Float64Array {
  const factor = emgFactor(emg);
  return values.map((v) => v * factor);
}

/** A wrong unit makes the range wrong too, so the range is looked at only where the unit is right. */
function angleFaults(
  table: Table,
  { name, values }: Column,
  angle: Manifest['signals']['angle'],
  joint: Joint,
): Fault[] {
  const unit = [
    ...angleUnitAgrees(table, name, angle.unit),
    ...angleNotDegrees(table.file, name, angle.unit, values),
  ];
  if (unit.length > 0) return unit;
  const factor = angleFactor(angle, joint);
  return angleInRange(
    table,
    name,
    joint,
    values.map((q) => q * factor),
  );
}
