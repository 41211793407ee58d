import type { Fault } from '../layers/base/faults/index.ts';

/** Error codes of the system for a path that cannot be used as it was given. A full disk is not among them: the path is right. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file where a folder must be',
  EISDIR: 'a folder where a file must be',
  EEXIST: 'a file or folder that is there already',
  EACCES: 'no right to use it',
  EPERM: 'no right to use it',
  EROFS: 'a disk that can only be read',
  ENAMETOOLONG: 'a name that is too long',
  ELOOP: 'links that lead to themselves',
};

/** The same for a folder that was to be made, after the folders above it. */
const reasonsOfFolders: Readonly<Record<string, string>> = {
  ENOENT: 'a place where no folder can be made',
  EEXIST: 'a file where a folder must be',
};

/** The fault of a path that the system refuses; undefined if the error is another one. */
export function pathFault(error: unknown): Fault | undefined {
  const { code = '', path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const file = dest ?? path;
  const found = (syscall === 'mkdir' ? reasonsOfFolders[code] : undefined) ?? reasons[code];
  if (file === undefined || found === undefined) return undefined;
  return {
    code: 'PATH_UNUSABLE',
    what: 'A file or folder cannot be used.',
    where: { file },
    found: `${found} (${code})`,
    expected: 'a path that is there and that your user may use',
    fix: 'Look at the paths of the command line; make the folder first if it is missing.',
  };
}
