import { FaultError } from '../../faults/fault.ts';
import { cellsNumeric } from '../../recordings/checks/cells-numeric.ts';
import { columnsPresent } from '../../recordings/checks/columns-present.ts';
import { isOpenSim, readTable } from '../../recordings/read-table.ts';
import { emgFromFile } from '../emg-input/emg-from-file.ts';
import type { GlobalModel } from '../global-model.ts';
import type { LabelledRecording } from './calibrate.ts';
import { shortestS, tooShort } from './too-short.ts';

/** A recording with the study's columns, the angle among them. @throws FaultError with everything that is wrong */
export function labelledFromFile(
  file: string,
  bytes: Uint8Array,
  model: GlobalModel,
  subject: string,
): LabelledRecording {
  const emg = emgFromFile(file, bytes, model);
  const { time } = model.signals;
  const { measured: angle } = model.coordinates[0]!;
  const timeName = isOpenSim(file) ? 'time' : time.column;
  const table = readTable(file, bytes, new Set([timeName, angle.column]));
  const column = table.columns.get(angle.column);
  const seconds = emg.channels[0]!.length / emg.sampleRateHz;
  const faults = [
    ...columnsPresent(table, [angle.column]),
    ...(column ? cellsNumeric(file, [column]) : []),
    ...(seconds < shortestS ? [tooShort(file, seconds)] : []),
  ];
  if (faults.length > 0) throw new FaultError(faults);
  const toRad = angle.unit === 'deg' ? Math.PI / 180 : 1;
  return {
    ...emg,
    subject,
    angle: {
      timeS: table.columns.get(timeName)!.values,
      angleRad: column!.values.map((value) => value * toRad),
    },
  };
}
