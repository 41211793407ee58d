import type { Fault } from '../../base/faults/index.ts';
import { scaled } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import type { Column, Table } from '../formats/index.ts';
import type { Manifest, Role } from '../manifest/index.ts';
import { angleFactor, emgFactor } from '../manifest/index.ts';
import { angleConstant } from './checks/angle-constant.ts';
import { angleInRange } from './checks/angle-range.ts';
import { angleNotDegrees, angleUnitAgrees } from './checks/angle-unit.ts';
import { channelAlive } from './checks/channel-alive.ts';
import { emgStrengthOdd, emgUnitPlausible } from './checks/emg-unit.ts';
import { envelopeDips, envelopeNotNegative } from './checks/envelope-negative.ts';
import { forcePulls } from './checks/force-pulls.ts';
import { rawDrifts, rawOscillates } from './checks/raw-oscillates.ts';
import { rawRateEnough } from './checks/raw-rate.ts';
import { sampleRatePlausible } from './checks/sample-rate.ts';
import type { RecordingPart } from './read-part.ts';
import type { SignalColumns } from './signal-columns.ts';

/**
 * Faults in the values of one file's signals, but for the range of the angle. Missing columns and those with bad cells
 * are skipped.
 */
export function signalFaults(part: RecordingPart, { emg, angle }: SignalColumns): Fault[] {
  const { table, axis } = part;
  if (!table) return [];
  const channels = soundOf(part, 'emg');
  return [
    ...(axis && channels.length > 0 ? rawRateFaults(part.file, emg, axis.sampleRateHz) : []),
    ...channels.flatMap((column) => channelFaults(table, column, emg, axis?.sampleRateHz)),
    ...soundOf(part, 'angle').flatMap((column) => angleUnitFaults(table, column, angle)),
    ...soundOf(part, 'forces').flatMap((column) => forcePulls(table, column)),
  ];
}

/** The fault of an angle outside the range of the joint. The range is checked only if the unit is right. */
export function angleRangeFaults(
  part: RecordingPart,
  angle: Manifest['signals']['angle'],
  joint: Joint,
): Fault[] {
  const { table } = part;
  if (!table) return [];
  const factor = angleFactor(angle, joint);
  return soundOf(part, 'angle').flatMap((column) => {
    if (angleUnitFaults(table, column, angle).length > 0) return [];
    return angleInRange(table, column.name, joint, scaled(column.values, factor));
  });
}

/** Warnings for odd but harmless values. */
export function signalWarnings(part: RecordingPart, { emg }: Pick<SignalColumns, 'emg'>): Fault[] {
  const { table, file, axis } = part;
  if (!table) return [];
  return [
    ...soundOf(part, 'emg').flatMap((column) => channelWarnings(table, column, emg, axis?.sampleRateHz)),
    ...soundOf(part, 'angle').flatMap(({ name, values }) => angleConstant(file, name, values)),
  ];
}

/** Faults in the values of one EMG channel, which are all numbers. */
export function channelFaults(
  table: Pick<Table, 'file' | 'rows'>,
  column: Pick<Column, 'name' | 'values'>,
  emg: SignalColumns['emg'],
  sampleRateHz: number | undefined,
): Fault[] {
  const alive = channelAlive(table.file, column.name, column.values);
  if (alive.length > 0) return alive;
  return [
    ...(emg.kind === 'envelope'
      ? envelopeNotNegative(table, column)
      : rawOscillates(table, column, rateForOscillation(emg, sampleRateHz))),
    ...emgUnitPlausible(table.file, column.name, emg.unit, inMv(column, emg)),
  ];
}

/** Warnings for odd values of one EMG channel. */
function channelWarnings(
  table: Table,
  column: Column,
  emg: SignalColumns['emg'],
  sampleRateHz: number | undefined,
): Fault[] {
  return [
    ...(emg.kind === 'envelope'
      ? envelopeDips(table, column)
      : rawDrifts(table, column, rateForOscillation(emg, sampleRateHz))),
    ...emgStrengthOdd(table.file, column.name, emg.unit, inMv(column, emg)),
  ];
}

/** The fault of a rate too low to filter raw EMG. A rate at which nothing is recorded is the fault of another check. */
export function rawRateFaults(file: string, emg: SignalColumns['emg'], sampleRateHz: number): Fault[] {
  const isPlausible = sampleRatePlausible(file, '', sampleRateHz).length === 0;
  return isPlausible ? rawRateEnough(file, emg, sampleRateHz) : [];
}

/** The rate, if it is high enough to recognise raw EMG by its oscillation. */
function rateForOscillation(emg: SignalColumns['emg'], sampleRateHz: number | undefined): number | undefined {
  if (sampleRateHz === undefined || rawRateEnough('', emg, sampleRateHz).length > 0) return undefined;
  return sampleRateHz;
}

function soundOf({ roles, sound }: RecordingPart, kind: Role['kind']): Column[] {
  const columns = roles.filter((role) => role.kind === kind).flatMap((role) => role.columns);
  return columns.map(sound).filter((column) => column !== undefined);
}

function inMv({ values }: Pick<Column, 'values'>, emg: SignalColumns['emg']): Float64Array {
  const factor = emgFactor(emg);
  return factor === 1 ? values : scaled(values, factor);
}

function angleUnitFaults(table: Table, { name, values }: Column, { unit }: SignalColumns['angle']): Fault[] {
  return [...angleUnitAgrees(table, name, unit, values), ...angleNotDegrees(table, name, unit, values)];
}
