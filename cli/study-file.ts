import { constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Fault, FaultError } from '../layers/base/faults/index.ts';

/** A file of a study folder; both fields are undefined if there is no such file. */
export interface StudyFile {
  /** Real path, without links. */
  readonly path?: string;
  /** Why the file is not read: it is outside the study, or reading it might never end. */
  readonly fault?: Fault;
}

/**
 * Finds a file of a study. A folder from an archive or a repository may hold links to files that must not be uploaded;
 * links within the folder are allowed.
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
 * The bytes of a file of a study; undefined if there is no such file.
 *
 * @throws FaultError if the file may not or cannot be read
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

/** Flags that neither follow a link nor wait for a pipe, if one has replaced the file since it was found. */
const asItWasFound = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function outside(file: string, path: string): Fault {
  return {
    code: 'FILE_OUTSIDE_STUDY',
    what: 'A link leads out of the folder of the study; its target is neither read nor uploaded.',
    where: { file },
    found: `a link to ${path}`,
    expected: 'a file in the folder of the study',
    fix: 'If the file belongs to the study, replace the link by a copy of the file; else remove the link.',
  };
}

function loop(file: string): Fault {
  return {
    code: 'FILE_IS_LINK_LOOP',
    what: 'A link leads to itself.',
    where: { file },
    found: 'a circle of links',
    expected: 'a file in the folder of the study',
    fix: 'Replace the link by the file.',
  };
}

function notAFile(file: string): Fault {
  return {
    code: 'FILE_NOT_A_FILE',
    what: 'The path of a file leads to something else.',
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
    fix: 'Give your user the right to read the file and its folders.',
  };
}
