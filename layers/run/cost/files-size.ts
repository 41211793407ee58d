import type { Manifest } from '../../study/manifest/index.ts';
import { filesOf } from '../../study/manifest/index.ts';
import type { StudySize } from '../capacity/index.ts';

/** Size of the recordings of a study, from the bytes of each file. */
export function filesSize(
  { recordings }: Pick<Manifest, 'recordings'>,
  bytesOf: (file: string) => number,
): Pick<StudySize, 'filesMb' | 'largestRecordingMb'> {
  const each = recordings.map((entry) =>
    [...new Set(filesOf(entry).map(({ file }) => file))].reduce((sum, file) => sum + bytesOf(file), 0),
  );
  return {
    filesMb: each.reduce((sum, bytes) => sum + bytes, 0) / 1e6,
    largestRecordingMb: each.reduce((most, bytes) => Math.max(most, bytes), 0) / 1e6,
  };
}
