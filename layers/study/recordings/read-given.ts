import { type Fault, FaultError } from '../../base/faults/index.ts';
import { radPerDeg } from '../../base/numbers/index.ts';
import type { Role } from '../manifest/index.ts';
import { angleLooksRadian } from './checks/angle-unit.ts';
import { forModel } from './fixes-for-model.ts';
import { readPart } from './read-part.ts';
import type { TimeAxis } from './recording.ts';
import { signalFaults, signalWarnings } from './signal-checks.ts';
import type { SignalColumns } from './signal-columns.ts';

/** Signals of one file that is given to a published model: to predict from, or to calibrate with. */
export interface Given extends TimeAxis {
  /** The EMG channels in the model's order and the study's unit. */
  readonly channels: readonly Float64Array[];
  /** The angle in rad, counted as the study does; empty if it was not asked for. */
  readonly angleRad: Float64Array;
  /** What is odd in the values but does no harm. */
  readonly warnings: readonly Fault[];
}

/**
 * Reads a file for a model by the rules by which the recordings of its study were read: one rule for the time column, the
 * same checks of cells, time, units and signals.
 *
 * @param signals of the model's study
 * @param kinds what the file must hold
 * @param lengthFaults what is wrong with so many rows and seconds, beside that two rows are needed to have a rate
 * @throws FaultError with everything that is wrong
 */
export function readGiven(
  file: string,
  bytes: Uint8Array,
  signals: SignalColumns,
  kinds: readonly ('emg' | 'angle')[],
  lengthFaults: (rows: number, durationS: number) => Fault[] = () => [],
): Given {
  const names = signals.emg.channels.map(({ column }) => column);
  const columns = { emg: names, angle: [signals.angle.column] };
  const roles = kinds.map((kind): Pick<Role, 'kind' | 'columns'> => ({ kind, columns: columns[kind] }));
  const part = readPart(file, bytes, roles, signals, (rows, durationS) =>
    rows < 2 ? [tooFew(file, rows)] : lengthFaults(rows, durationS),
  );
  const angle = kinds.includes('angle') ? part.values(signals.angle.column) : new Float64Array();
  const values = signalFaults(part, signals);
  // One recording without movement among others may be a rest; here it is the only one.
  const isSound = part.sound(signals.angle.column) !== undefined && values.length === 0;
  const radians =
    kinds.includes('angle') && isSound && signals.angle.unit === 'deg'
      ? angleLooksRadian(file, signals.angle.column, angle)
      : [];
  const faults = [...part.faults, ...values, ...radians];
  if (faults.length > 0 || !part.axis) throw new FaultError(forModel(faults, signals));
  const factor = signals.angle.unit === 'deg' ? radPerDeg : 1;
  return {
    ...part.axis,
    channels: names.map(part.values),
    angleRad: angle.map((q) => q * factor),
    warnings: forModel(signalWarnings(part, signals), signals),
  };
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
