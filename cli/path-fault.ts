import type { Fault } from '../layers/base/faults/index.ts';

/** Error codes of the system for a path that cannot be used as it was given. A full disk is not among them: the path is right. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file where a folder must be',
  EISDIR: 'a folder where a file must be',
  EEXIST: 'a file or folder that exists already',
  EACCES: 'no right to use the path',
  EPERM: 'no right to use the path',
  EROFS: 'a read-only disk',
  ENAMETOOLONG: 'a name that is too long',
  ELOOP: 'links that lead to themselves',
};

/** The same for a folder that was to be made, after the folders above it. */
const reasonsOfFolders: Readonly<Record<string, string>> = {
  ENOENT: 'a place where no folder can be made',
  EEXIST: 'a file where a folder must be',
};

/** The fault of a path that the system refuses; undefined for other errors. */
export function pathFault(error: unknown): Fault | undefined {
  const { code = '', path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const file = dest ?? path;
  const found = (syscall === 'mkdir' ? reasonsOfFolders[code] : undefined) ?? reasons[code];
  return file === undefined || found === undefined ? undefined : unusablePath(file, `${found} (${code})`);
}

export function unusablePath(file: string, found: string): Fault {
  return {
    code: 'PATH_UNUSABLE',
    what: 'A file or folder cannot be used.',
    where: { file },
    found,
    expected: 'a path that exists and that your user may use',
    fix: 'Check the paths of the command line; make the folder first if it is missing.',
  };
}
