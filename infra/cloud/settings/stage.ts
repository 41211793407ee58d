import type { Settings } from './settings.ts';

/** What a stage may be called: short, since names of AWS that hold it are. */
export const stagePattern = /^[a-z][a-z0-9]{0,15}$/;

/** The stack of an installation; each stage of an account and region has its own. */
export function stackNameOf({ stage }: Pick<Settings, 'stage'>): string {
  return stage === undefined ? 'Sarcomere' : `Sarcomere-${stage}`;
}
