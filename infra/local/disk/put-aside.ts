import { existsSync, renameSync } from 'node:fs';

/**
 * Renames a file that cannot be used to `*.damaged`, so that work goes on without it and nothing is lost that somebody may
 * still want to look at.
 */
export function putAside(path: string, why: string, note: (line: string) => void): void {
  let target = `${path}.damaged`;
  for (let count = 2; existsSync(target); count += 1) target = `${path}.${count}.damaged`;
  try {
    renameSync(path, target);
    note(`${path} is damaged (${why}); it is put aside as ${target}`);
  } catch (error) {
    note(`${path} is damaged (${why}) and cannot be put aside: ${(error as Error).message}`);
  }
}
