import { FaultError, faultLines } from '../layers/base/faults/index.ts';
import { pathFault } from './path-fault.ts';
import { say } from './terminal/window.ts';

/**
 * What the command's exit code says. At fault is what was given: the study, a file, a name. A command line that is not understood
 * ends with EX_USAGE of sysexits.h, which no other outcome shares.
 */
export const exitCodes = { done: 0, ourFailure: 1, studyAtFault: 2, notUnderstood: 64 } as const;

/** Says on stderr what went wrong, and on stdout as JSON where that was asked for; answers the exit code. */
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

/** One JSON object as one line, the last of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
