import { FaultError } from '../layers/faults/fault.ts';
import { faultLines } from '../layers/report/study-report.ts';

/** What the command's exit code says. */
export const exitCodes = { done: 0, ourFailure: 1, studyAtFault: 2 } as const;

/** Says on stderr what went wrong, and on stdout as JSON where that was asked for; answers the exit code. */
export function reportError(error: unknown, json: boolean): number {
  if (error instanceof FaultError) {
    for (const line of faultLines(error.faults, 'sarcomere')) process.stderr.write(`${line}\n`);
    if (json) printJson({ faults: error.faults });
    return exitCodes.studyAtFault;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sarcomere: ${message}\n`);
  if (json) printJson({ error: message });
  return exitCodes.ourFailure;
}

/** One JSON object as one line, the last of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
