import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes what a killed process left half written in the bucket's folder: an object whose metadata is no JSON
 * or whose body has another length, and multipart uploads that nobody will complete. Whoever wrote it had no
 * answer yet and writes it again; the server would not start over it.
 */
export function mendStorage(storageDir: string): void {
  rmSync(join(storageDir, '_multipart'), { recursive: true, force: true });
  for (const metaPath of filesEndingWith(metaSuffix, join(storageDir, 'buckets'))) {
    const bodyPath = metaPath.replace(/\.meta\.json$/, '.data');
    if (isWhole(metaPath, bodyPath)) continue;
    rmSync(metaPath, { force: true });
    rmSync(bodyPath, { force: true });
  }
}

const metaSuffix = '.meta.json';

function filesEndingWith(suffix: string, directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return []; // a new folder
  }
}

function isWhole(metaPath: string, bodyPath: string): boolean {
  try {
    const { contentLength } = JSON.parse(readFileSync(metaPath, 'utf8')) as { contentLength?: number };
    return statSync(bodyPath).size === contentLength;
  } catch {
    return false;
  }
}
