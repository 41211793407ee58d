import { join } from 'node:path';

/** Where model and report of a study go, unless --out says otherwise. */
export function outFolder(study: string): string {
  return join('out', study);
}
