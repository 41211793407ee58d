import { constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Fault, FaultError } from '../layers/base/faults/index.ts';

/** A file of a study folder; both undefined where there is none. */
export interface StudyFile {
  /** Where it really lies, without links. */
  readonly path?: string;
  /** Why it is not read: it would be somebody else's file, or reading it would not end. */
  readonly fault?: Fault;
}

/**
 * Finds a file of a study. A folder that came from elsewhere, out of an archive or a repository, may hold links to
 * files that were never meant to be uploaded; a link within the folder is as good as a file.
 */
export function findStudyFile(directory: string, file: string): StudyFile {
  try {
    const root = realpathSync(directory);
    const path = realpathSync(join(directory, file));
    const isInside = path.startsWith(root.endsWith(sep) ? root : root + sep);
    if (!isInside) return { fault: outside(file, path) };
    return statSync(path).isFile() ? { path } : { fault: notAFile(file) };
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    return { fault: code === 'ELOOP' ? loop(file) : unreadable(file, code) };
  }
}

/**
 * The bytes of a file of a study; undefined where there is none.
 *
 * @throws FaultError where it is not to be read, or cannot be
 */
export function readStudyFile(directory: string, file: string): Buffer | undefined {
  const { path, fault } = findStudyFile(directory, file);
  if (fault) throw new FaultError([fault]);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, { flag: asItWasFound });
  } catch (error) {
    throw new FaultError([unreadable(file, (error as NodeJS.ErrnoException).code ?? String(error))]);
  }
}

/** Neither follows a link nor waits for a writer, should the file have been replaced by one since it was found. */
const asItWasFound = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function outside(file: string, path: string): Fault {
  return {
    code: 'FILE_OUTSIDE_STUDY',
    what: 'A link leads out of the folder of the study; what lies there is not read and not uploaded.',
    where: { file },
    found: `a link to ${path}`,
    expected: 'a file that lies in the folder of the study',
    fix: 'If the file belongs to the study, put a copy of it in the place of the link; else remove the link.',
  };
}

function loop(file: string): Fault {
  return {
    code: 'FILE_IS_LINK_LOOP',
    what: 'A link leads to itself.',
    where: { file },
    found: 'links that go round in a circle',
    expected: 'a file that lies in the folder of the study',
    fix: 'Put the file in the place of the link.',
  };
}

function notAFile(file: string): Fault {
  return {
    code: 'FILE_NOT_A_FILE',
    what: 'Something that is no file has the name of one.',
    where: { file },
    found: 'a folder, a pipe, a socket or a device',
    expected: 'a file',
    fix: 'Put the file there, or change the entry in study.json.',
  };
}

function unreadable(file: string, code: string): Fault {
  return {
    code: 'FILE_UNREADABLE',
    what: 'A file of the study cannot be read.',
    where: { file },
    found: code,
    expected: 'a file that can be read',
    fix: 'Let your user read the file and the folders that it lies in.',
  };
}
