import type { Fault } from '../faults/fault.ts';
import type { Manifest } from './manifest.ts';
import { filesOf } from './manifest-meaning.ts';
import { manifestFile } from './parse-manifest.ts';
import { participantsFile, readParticipants } from './participants.ts';
import { type ReadFile, StudyReader, type StudyReading } from './read-study.ts';
import { jointFile } from './study-joint.ts';

/** Every file that belongs to a study beside its manifest, each once; `participants.tsv` need not exist. */
export function filesOfStudy(manifest: Manifest): string[] {
  const recorded = manifest.recordings.flatMap(filesOf).map(({ file }) => file);
  return [...new Set([...recorded, ...sharedFiles(manifest)])];
}

/** Those of them that belong to no recording: who the subjects are, and the joint where it has a file of its own. */
export function sharedFiles(manifest: Manifest): string[] {
  return [jointFile(manifest) ?? [], participantsFile].flat();
}

/**
 * All that a run would say of a study, whether it lies in a folder or in a bucket, told recording by recording.
 *
 * @param read has the shared files, where there are such
 * @param folder name of the folder that the study lies in, where that must be the study's own name
 */
export function studyReader(manifest: Manifest, read: ReadFile, folder?: string): StudyReader {
  const elsewhere =
    folder === undefined || folder === manifest.study ? [] : [studyElsewhere(manifest.study, folder)];
  const table = read(participantsFile);
  const people = table && readParticipants(new TextDecoder().decode(table));
  return new StudyReader(manifest, read, people?.participants, [...elsewhere, ...(people?.faults ?? [])]);
}

/** The same of a study that fits into memory, with its recordings. */
export function checkStudy(manifest: Manifest, read: ReadFile, folder?: string): StudyReading {
  const reader = studyReader(manifest, read, folder);
  const recordings = manifest.recordings.flatMap((_, index) => reader.recording(index, read) ?? []);
  const { joint, faults, warnings } = reader;
  return { ...(joint && { joint }), recordings, faults, warnings };
}

function studyElsewhere(found: string, expected: string): Fault {
  return {
    code: 'STUDY_NAME_DIFFERS',
    what: 'The manifest lies in the folder of another study.',
    where: { file: manifestFile, column: 'study' },
    found: JSON.stringify(found),
    expected: `${JSON.stringify(expected)}, the folder that it was uploaded to`,
    fix: 'Upload it to the folder of its study, or change the field "study".',
  };
}
