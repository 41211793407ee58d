import type { FunctionName } from '../../system.ts';

/** A function's name in the template and in the state machine's placeholders: `prepare-study` is `PrepareStudy`. */
export function functionId(name: FunctionName): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
