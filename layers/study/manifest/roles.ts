import type { Manifest, RecordingEntry } from './manifest.ts';

/** One kind of signal of a recording, and the file and columns that hold it. */
export interface Role {
  readonly kind: 'emg' | 'angle' | 'torque' | 'forces';
  readonly file: string;
  readonly columns: readonly string[];
}

/**
 * The files of a recording by kind of signal. A recording of several files has torque and forces only if it names files
 * for them.
 */
export function rolesOf(
  { emg, angle, torque, forces }: Manifest['signals'],
  { file, files }: RecordingEntry,
): Role[] {
  const torqueColumns = [torque?.column, torque?.valid].filter((name) => name !== undefined);
  return [
    role(
      'emg',
      file ?? files?.emg,
      emg.channels.map(({ column }) => column),
    ),
    role('angle', file ?? files?.ik, [angle.column]),
    role('torque', file ?? files?.id, torqueColumns),
    role(
      'forces',
      file ?? files?.forces,
      forces.map(({ column }) => column),
    ),
  ].flat();
}

function role(kind: Role['kind'], file: string | undefined, columns: string[]): Role[] {
  return file === undefined || columns.length === 0 ? [] : [{ kind, file, columns }];
}
