import { type Fault, FaultError } from '../../base/faults/index.ts';
import { radPerDeg } from '../../base/numbers/index.ts';
import type { Role } from '../manifest/index.ts';
import { angleLooksRadian } from './checks/angle-unit.ts';
import { forModel } from './fixes-for-model.ts';
import { readPart } from './read-part.ts';
import type { TimeAxis } from './recording.ts';
import { signalFaults, signalWarnings } from './signal-checks.ts';
import type { SignalColumns } from './signal-columns.ts';

/** Signals of one file for a published model, for prediction or calibration. */
export interface SignalsForModel extends TimeAxis {
  /** The EMG channels in the model's order and the study's unit. */
  readonly channels: readonly Float64Array[];
  /** The angle in rad, with the sign of the study; empty if it was not wanted. */
  readonly angleRad: Float64Array;
  /** Odd but harmless values. */
  readonly warnings: readonly Fault[];
}

/**
 * Reads a file for a model by the same rules as the recordings of its study: the same time column, and the same checks of
 * cells, time, units and signals.
 *
 * @param signals of the model's study
 * @param kinds signals that the file must hold
 * @param lengthFaults faults of the number of rows and the duration; two rows are needed in any case
 * @throws FaultError with all faults
 */
export function readForModel(
  file: string,
  bytes: Uint8Array,
  signals: SignalColumns,
  kinds: readonly ('emg' | 'angle')[],
  lengthFaults: (rows: number, durationS: number) => Fault[] = () => [],
): SignalsForModel {
  const names = signals.emg.channels.map(({ column }) => column);
  const columns = { emg: names, angle: [signals.angle.column] };
  const roles = kinds.map((kind): Pick<Role, 'kind' | 'columns'> => ({ kind, columns: columns[kind] }));
  const part = readPart(file, bytes, roles, signals, (rows, durationS) =>
    rows < 2 ? [tooFew(file, rows)] : lengthFaults(rows, durationS),
  );
  const angle = kinds.includes('angle') ? part.values(signals.angle.column) : new Float64Array();
  const values = signalFaults(part, signals);
  // Among the recordings of a study, one without movement may be a rest; here there is only one.
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
    what: 'The table is too short to have a sample rate.',
    where: { file },
    found: `${rows} rows`,
    expected: 'at least two rows',
    fix: 'Send a longer stretch.',
  };
}
