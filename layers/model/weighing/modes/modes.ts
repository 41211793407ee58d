import { blended } from './blended.ts';
import { forest } from './forest.ts';
import { gated } from './gated.ts';
import { inverseError } from './inverse-error.ts';
import type { Mode } from './mode.ts';
import { nested } from './nested.ts';
import { single } from './single.ts';
import { stacked } from './stacked.ts';
import { uniform } from './uniform.ts';

/** Every mode that is computed and reported, the published method first. */
export const modes: readonly Mode[] = [
  inverseError,
  gated,
  blended,
  nested,
  stacked,
  uniform,
  single,
  forest,
];
