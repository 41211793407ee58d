import type { Fault } from '../../base/faults/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { filesOf, jointFile, manifestFile, participantsFile, readParticipants } from '../manifest/index.ts';
import { type ReadFile, StudyReader, type StudyReading } from './read-study.ts';

/**
 * Paths of all files of a study besides its manifest, each once; `participants.tsv` need not exist.
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { filesOfStudy, parseManifest } from 'sarcomere/study';
 *
 * const { files } = simulateStudy({ joint: 'knee', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 5 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * filesOfStudy(manifest).length; // => 11
 */
export function filesOfStudy(manifest: Manifest): string[] {
  const recorded = manifest.recordings.flatMap(filesOf).map(({ file }) => file);
  return [...new Set([...recorded, ...sharedFiles(manifest)])];
}

/**
 * The files of a study that belong to no recording: `participants.tsv`, and the OpenSim model of the joint if there is
 * one.
 */
export function sharedFiles(manifest: Manifest): string[] {
  return [jointFile(manifest) ?? [], participantsFile].flat();
}

/**
 * A reader that checks a study, in a folder or a bucket, recording by recording, as a run does.
 *
 * @param read returns the bytes of the shared files, if they exist
 * @param folder name of the study's folder, if it must be the name of the study
 */
export function studyReader(manifest: Manifest, read: ReadFile, folder?: string): StudyReader {
  const elsewhere =
    folder === undefined || folder === manifest.study ? [] : [studyElsewhere(manifest.study, folder)];
  const table = read(participantsFile);
  const people = table && readParticipants(new TextDecoder().decode(table));
  return new StudyReader(manifest, read, people?.participants, [...elsewhere, ...(people?.faults ?? [])]);
}

/**
 * All recordings of a study, read and checked, and all faults; for a study that fits into memory. EMG in mV, angles in rad,
 * torques in N m, forces in N, in the joint's own signs.
 *
 * @param manifest as `parseManifest` returns it
 * @param read returns the bytes of a file by its path in the study, or undefined if there is no such file
 * @param folder name of the study's folder, if it must be the name of the study
 * @returns faults of a study are in `faults`; none is thrown
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 *
 * const { files } = simulateStudy({ joint: 'knee', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 5 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { recordings, faults } = checkStudy(manifest, read);
 * [recordings.length, faults.length]; // => [5, 0]
 * recordings[0].emg.sampleRateHz; // => 1000
 */
export function checkStudy(manifest: Manifest, read: ReadFile, folder?: string): StudyReading {
  const reader = studyReader(manifest, read, folder);
  const recordings = manifest.recordings.flatMap((_, index) => reader.recording(index, read) ?? []);
  const { joint, faults, warnings } = reader;
  return { ...(joint && { joint }), recordings, faults, warnings };
}

function studyElsewhere(found: string, expected: string): Fault {
  return {
    code: 'STUDY_NAME_DIFFERS',
    what: 'The manifest is in the folder of another study.',
    where: { file: manifestFile, column: 'study' },
    found: JSON.stringify(found),
    expected: `${JSON.stringify(expected)}, the name of its folder`,
    fix: `Upload it to the folder ${JSON.stringify(found)}, or set "study" to ${JSON.stringify(expected)}.`,
  };
}
