import type { Settings } from './settings.ts';

/** Names of stages: short, since they are part of names that AWS limits. */
export const stagePattern = /^[a-z][a-z0-9]{0,15}$/;

/** Name of the stack of an installation. */
export function stackNameOf({ stage }: Pick<Settings, 'stage'>): string {
  return stage === undefined ? 'Sarcomere' : `Sarcomere-${stage}`;
}
