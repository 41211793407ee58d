import { readFileSync } from 'node:fs';
import { FaultError } from '../layers/base/faults/index.ts';

/** Reads a file that the user named. @throws FaultError FILE_UNREADABLE if the file cannot be read */
export function readGivenFile(path: string, option: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FaultError([
      {
        code: 'FILE_UNREADABLE',
        what: 'A file cannot be read.',
        where: { file: path },
        found: code === 'ENOENT' ? 'no such file' : String(code ?? error),
        expected: 'a file that can be read',
        fix: `Check the path given with ${option}.`,
      },
    ]);
  }
}
