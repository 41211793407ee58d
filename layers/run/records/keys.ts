import { FaultError } from '../../base/faults/index.ts';

/** Keys in the bucket of each object of a study and its runs. Every name is checked before it becomes part of a key. */
export const keys = {
  manifest: (study: string) => `studies/${name('study', study)}/study.json`,
  studyFile: (study: string, file: string) => `studies/${name('study', study)}/${relativePath(file)}`,
  /** Not available to studies: no manifest can name a file there. */
  /** Lists of uploads: names and digests of their files. */
  uploadListsPrefix: (study: string) => `studies/${name('study', study)}/${uploadListsFolder}`,
  uploadList: (study: string, digest: string) =>
    `studies/${name('study', study)}/${uploadListsFolder}${relativePath(digest)}.json`,
  studyPrefix: (study: string) => `studies/${name('study', study)}/`,
  prepared: (study: string, run: string, file: string) =>
    `${runPrefix(study, run)}prepared/${relativePath(file)}`,
  local: (study: string, run: string, subdomain: string, file: string) =>
    `${runPrefix(study, run)}local/${name('sub-domain', subdomain)}/${relativePath(file)}`,
  localPrefix: (study: string, run: string) => `${runPrefix(study, run)}local/`,
  runPrefix,
  claim: (study: string) => `runs/${name('study', study)}/current.json`,
  runsPrefix: (study: string) => `runs/${name('study', study)}/`,
  model: (study: string, run: string, file: string) => `${modelPrefix(study, run)}${relativePath(file)}`,
  modelPrefix,
  modelsPrefix: (study: string) => `models/${name('study', study)}/`,
  latest: (study: string) => `models/${name('study', study)}/latest.json`,
} as const;

const uploadListsFolder = '.uploads/';

function runPrefix(study: string, run: string): string {
  return `runs/${name('study', study)}/${name('run', run)}/`;
}

function modelPrefix(study: string, run: string): string {
  return `models/${name('study', study)}/${name('run', run)}/`;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,79}$/;

function name(role: string, value: string): string {
  if (namePattern.test(value)) return value;
  throw new FaultError([
    {
      code: 'NAME_INVALID',
      what: `The name of the ${role} cannot be part of an object key.`,
      where: {},
      found: JSON.stringify(value.slice(0, 100)),
      expected: 'lower-case letters, digits and hyphens, at most 80 characters, not starting with a hyphen',
      fix: `Rename the ${role}.`,
    },
  ]);
}

/** S3 takes keys of 1024 bytes of UTF-8; the rest is for the prefix of the path. */
const mostPathBytes = 512;
/** On one machine a part is a file name (255 bytes), of which the server needs some for its suffixes. */
const mostPartBytes = 220;

function relativePath(path: string): string {
  const parts = path.split('/');
  const escapes = parts.some((part) => part === '' || part === '.' || part === '..');
  const printable = /^[\p{L}\p{M}\p{N} _.()@+=,/-]+$/u.test(path);
  const isShort =
    Buffer.byteLength(path) <= mostPathBytes &&
    parts.every((part) => Buffer.byteLength(part) <= mostPartBytes);
  if (printable && isShort && !escapes) return path;
  throw new FaultError([
    {
      code: 'FILE_NAME_INVALID',
      what: 'A file name cannot be part of an object key.',
      where: { file: path.slice(0, 200) },
      found: JSON.stringify(path.slice(0, 200)),
      expected: `a relative path of letters, digits, spaces and _ - . ( ) @ + = , without empty, "." or ".." parts, at most ${mostPathBytes} bytes, ${mostPartBytes} in each part`,
      fix: 'Rename the file and the entry in study.json.',
    },
  ]);
}
