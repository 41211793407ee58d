import { join } from 'node:path';

/** Default folder for model and report of a study. */
export function outFolder(study: string): string {
  return join('out', study);
}
