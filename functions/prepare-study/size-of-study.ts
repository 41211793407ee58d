import {
  countFurther,
  divisionOf,
  fewestRows,
  forestFits,
  onlyOneIn,
} from '../../layers/model/dataset/index.ts';
import { featureNames, namesSeen } from '../../layers/model/inputs/index.ts';
import type { StudySize } from '../../layers/run/capacity/index.ts';
import { filesSize } from '../../layers/run/cost/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { readTable } from '../../layers/study/formats/index.ts';
import type { Manifest } from '../../layers/study/manifest/index.ts';
import { rolesOf } from '../../layers/study/manifest/index.ts';
import { sampleRatePlausible, timeColumnNames, timeColumnOf } from '../../layers/study/recordings/index.ts';

/** Share of the rows that sub-domains have, if much is held out. Only such a study may have forests, so they are counted. */
const leastLearned = 0.5;

/** Number of recordings, evenly spread over the study, whose first rows give the seconds in a megabyte. */
const mostPeeks = 16;
const peekBytes = 64 * 1024;

/**
 * Estimated size of a study, from the first rows of some recordings.
 *
 * @param study name of the folder in the bucket; a manifest with faults may have another
 * @param sizes bytes of each file by name
 * @param muscles of the joint
 * @returns undefined if no recording has a usable time; reading it then reports the faults
 */
export async function sizeOfStudy(
  bucket: Pick<Bucket, 'getRange'>,
  study: string,
  manifest: Manifest,
  sizes: ReadonlyMap<string, number>,
  muscles: number,
): Promise<StudySize | undefined> {
  const { signals, features, subdomains, recordings } = manifest;
  const seconds = await secondsOf(bucket, study, manifest, sizes);
  if (seconds === undefined) return undefined;
  const channels = signals.emg.channels.map(({ column }) => column);
  // Numbers of rows are not known yet, so every training recording counts as long enough.
  const { by, count } = divisionOf(
    subdomains,
    recordings.map(({ subject, task, split = 'train' }) => ({
      subject,
      task,
      trainRows: split === 'train' ? fewestRows : 0,
    })),
  );
  const rows = Math.round(seconds * signals.rateHz);
  const emgInputs = featureNames(channels, features).length;
  const nameInputs = namesSeen(recordings, features.names).length;
  const ofDivision =
    by === 'time' || by === 'cluster' ? count : new Set(recordings.map((entry) => entry[by])).size;
  const rowsEach = rows / recordings.length;
  const learned = recordings.filter(({ split = 'train' }) => split === 'train');
  return {
    ...filesSize(manifest, (file) => sizes.get(file) ?? 0),
    rows,
    channels: channels.length,
    emgInputs,
    nameInputs,
    muscles,
    subdomains: ofDivision,
    further: countFurther(
      {
        by,
        training: { ...manifest.training, control: manifest.training.control && mayHavePhysics(manifest) },
        recordings: learned.map((one) => ({ ...one, trainRows: fewestRows, rows: rowsEach })),
      },
      ofDivision,
      forestFits((leastLearned * rows) / onlyOneIn(ofDivision), 3 * channels.length, emgInputs + nameInputs),
    ),
  };
}

/** True if the torque of a recording may be known, from a column or by the equation of motion. */
function mayHavePhysics({ signals, recordings }: Manifest): boolean {
  return signals.torque !== undefined || recordings.some(({ posture }) => posture !== 'unknown');
}

/** Seconds of all recordings, estimated from the first rows of some. */
async function secondsOf(
  bucket: Pick<Bucket, 'getRange'>,
  study: string,
  manifest: Manifest,
  sizes: ReadonlyMap<string, number>,
): Promise<number | undefined> {
  const files = manifest.recordings.flatMap((entry) => {
    const emg = rolesOf(manifest.signals, entry).find(({ kind }) => kind === 'emg')?.file;
    return emg !== undefined && (sizes.get(emg) ?? 0) > 0 ? [emg] : [];
  });
  const every = Math.max(1, Math.ceil(files.length / mostPeeks));
  const peeks = await Promise.all(
    files
      .filter((_, at) => at % every === 0)
      .map(async (file) => {
        const size = sizes.get(file)!;
        const head = await bucket.getRange(keys.studyFile(study, file), 0, Math.min(size, peekBytes));
        return secondsOfByte(file, head, manifest.signals.time.column);
      }),
  );
  const told = peeks.filter((seconds) => seconds !== undefined);
  if (told.length === 0) return undefined;
  const mean = told.reduce((sum, seconds) => sum + seconds, 0) / told.length;
  return files.reduce((sum, file) => sum + sizes.get(file)! * mean, 0);
}

/**
 * @param head the first bytes of a file; its last row may be incomplete
 * @returns undefined if the times are implausible, such as milliseconds; reading the file then reports the fault
 */
function secondsOfByte(file: string, head: Uint8Array, timeColumn: string): number | undefined {
  const end = Math.max(head.lastIndexOf(lineFeed), head.lastIndexOf(carriageReturn)) + 1;
  const table = readTable(file, head.subarray(0, end), new Set(timeColumnNames(file, timeColumn)));
  const timeS = table.columns.get(timeColumnOf(table, timeColumn))?.values ?? new Float64Array();
  const seconds = timeS.length > 1 ? timeS.at(-1)! - timeS[0]! : 0;
  const isPlausible =
    seconds > 0 && sampleRatePlausible(file, timeColumn, (timeS.length - 1) / seconds).length === 0;
  return isPlausible ? seconds / end : undefined;
}

const lineFeed = 10;
const carriageReturn = 13;
