import { inverseError } from './inverse-error.ts';
import type { Mode } from './mode.ts';
import { single } from './single.ts';
import { uniform } from './uniform.ts';

/** Every mode that is computed and reported, the published method first. */
export const modes: readonly Mode[] = [inverseError, uniform, single];
