import { existsSync, renameSync } from 'node:fs';

/**
 * Renames an unusable file to `*.damaged`, so that work goes on without the file and nobody loses its content.
 */
export function putAside(path: string, why: string, note: (line: string) => void): void {
  let target = `${path}.damaged`;
  for (let count = 2; existsSync(target); count += 1) target = `${path}.${count}.damaged`;
  try {
    renameSync(path, target);
    note(`${path} is damaged (${why}); it was renamed to ${target}`);
  } catch (error) {
    note(`${path} is damaged (${why}) and cannot be renamed: ${(error as Error).message}`);
  }
}
