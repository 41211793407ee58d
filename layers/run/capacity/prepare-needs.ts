import { assumed, measured } from './measured.ts';
import type { Needs, StudySize } from './study-size.ts';

/**
 * Recordings fetched together are at most this large; a larger recording is fetched alone. From a store as slow as S3,
 * smaller windows cost time, and larger ones memory without a gain of time (`npm run bench -- windows`).
 */
export const windowMb = 64;

/** Memory and time for preparing a study: first its recordings are read one by one, then all its rows are in memory. */
export function prepareNeeds(size: StudySize): Needs {
  const { filesMb, largestRecordingMb, rows, emgInputs } = size;
  const slopes = measured.prepare;
  const fetchedMb = Math.max(largestRecordingMb, Math.min(filesMb, windowMb));
  const onGridMb = (rows * bytesOnGrid(size)) / 1e6;
  const readingMb = slopes.baseMb + fetchedMb + slopes.mbPerMbRead * largestRecordingMb + onGridMb;
  const bytesOfRow = slopes.bytesPerByteOfRow * (bytesOnGrid(size) + bytesInTable(size));
  const tableMb = slopes.baseOfRowsMb + (rows * bytesOfRow) / 1e6;
  const computingS =
    slopes.baseS +
    slopes.secondsPerMb * filesMb +
    (slopes.secondsPerRow + slopes.secondsPerRowInput * emgInputs) * rows;
  return {
    memoryMb: Math.max(readingMb, tableMb),
    seconds: assumed.lambdaSlowdown * computingS + filesMb / assumed.s3MbPerS,
  };
}

/** Bytes of a row on the grid: time, envelopes, angle, torque. */
function bytesOnGrid({ channels }: StudySize): number {
  return 8 * (channels + 3);
}

/** Bytes of a row in the table: envelope, mean and deviation of each channel, the labels, and five other numbers. */
function bytesInTable({ channels, muscles }: StudySize): number {
  return 12 * channels + 4 * muscles + 29;
}
