import { type Fault, FaultError } from '../faults/fault.ts';
import type { Manifest } from './manifest.ts';
import { filesOf } from './manifest-meaning.ts';
import { manifestFile } from './parse-manifest.ts';
import { participantsFile, readParticipants } from './participants.ts';
import { readStudy, type StudyReading } from './read-study.ts';
import { jointFile } from './study-joint.ts';

/** Every file that belongs to a study beside its manifest, each once; `participants.tsv` need not exist. */
export function filesOfStudy(manifest: Manifest): string[] {
  const recorded = manifest.recordings.flatMap(filesOf).map(({ file }) => file);
  return [...new Set([...recorded, jointFile(manifest) ?? participantsFile, participantsFile])];
}

/**
 * All that a run would say of a study, whether it lies in a folder or in a bucket.
 *
 * @param read bytes of a file by its path in the study; undefined where it is absent
 * @param folder name of the folder that the study lies in, where that must be the study's own name
 */
export function checkStudy(
  manifest: Manifest,
  read: (file: string) => Uint8Array | undefined,
  folder?: string,
): StudyReading {
  const elsewhere =
    folder === undefined || folder === manifest.study ? [] : [studyElsewhere(manifest.study, folder)];
  const table = read(participantsFile);
  const people = table && readParticipants(new TextDecoder().decode(table));
  const known = [...elsewhere, ...(people?.faults ?? [])];
  try {
    const reading = readStudy(manifest, read, people?.participants);
    return { ...reading, faults: [...known, ...reading.faults] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { recordings: [], faults: [...known, ...error.faults], warnings: [] };
  }
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
