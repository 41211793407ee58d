import { FaultError, faultLines } from '../layers/base/faults/index.ts';
import { pathFault } from './path-fault.ts';
import { say } from './terminal/window.ts';

/**
 * Exit codes. `studyAtFault`: the study, a file or a name has faults. `notUnderstood` is EX_USAGE of sysexits.h, which no
 * other outcome uses.
 */
export const exitCodes = { done: 0, ourFailure: 1, studyAtFault: 2, notUnderstood: 64 } as const;

/** Reports an error on stderr, and as JSON on stdout if `json`. @returns the exit code */
export function reportError(error: unknown, json: boolean): number {
  const ofPath = pathFault(error);
  const faults = error instanceof FaultError ? error.faults : ofPath && [ofPath];
  if (faults) {
    say(process.stderr, faultLines(faults, 'sarcomere'));
    if (json) printJson({ faults });
    return exitCodes.studyAtFault;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(process.stderr, [`sarcomere: ${message}`]);
  if (json) printJson({ error: message });
  return exitCodes.ourFailure;
}

/** Prints one JSON object as the last line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
