import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and the folders above it that are missing. `mkdirSync` with `recursive` never returns if the system
 * answers ENOENT although the parent exists, as Linux does for `/proc/x`.
 *
 * @param mode rights of the folders that are made
 * @returns the outermost folder that was made; undefined if all were there
 * @throws the error of the system, with its path, if a folder cannot be made
 */
export function makeFolder(folder: string, mode?: number): string | undefined {
  const path = resolve(folder);
  if (isFolder(path)) return undefined;
  const parent = dirname(path);
  const outermost = parent === path ? undefined : makeFolder(parent, mode);
  try {
    mkdirSync(path, mode);
    return outermost ?? path;
  } catch (error) {
    if (isFolder(path)) return outermost; // another process has just made the folder
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
