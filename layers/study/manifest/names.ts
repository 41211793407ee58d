import { z } from 'zod';
import { pseudonymPattern, studyNamePattern } from './name-patterns.ts';

export const studyName = z
  .string()
  .regex(studyNamePattern, 'lower-case letters, digits and hyphens, at most 63, not starting with a hyphen');

export const pseudonym = z
  .string()
  .regex(
    pseudonymPattern,
    'letters, digits, hyphens, underscores and dots, at most 63, starting with a letter or digit',
  );

/** A file of the study, relative to the folder of `study.json`, with forward slashes and inside the folder. */
export const studyFile = z
  .string()
  .min(1)
  .max(512)
  .refine(
    staysInside,
    "a path relative to study.json with forward slashes, without '..', '.', empty parts or control characters",
  )
  .refine((file) => !ownFiles.has(file), 'a recording, not a file that describes the study')
  .refine(
    (file) => !file.startsWith('.uploads/'),
    'a file outside of .uploads/, which holds lists of uploads',
  );

/** A column's name as it stands in the header of the file. */
export const columnName = z.string().min(1).max(200);

const ownFiles = new Set(['study.json', 'participants.tsv']);

function staysInside(file: string): boolean {
  const hasControlOrBackslash = [...file].some((c) => c < ' ' || c === '\u007f' || c === '\\');
  const hasDrive = /^[A-Za-z]:/.test(file);
  const parts = file.split('/');
  return (
    !hasControlOrBackslash && !hasDrive && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
