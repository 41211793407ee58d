import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { interruptedExitCode } from './job-exit.ts';

export interface Watch {
  /** A process without a message for this long counts as hung. */
  readonly silenceMs: number;
  readonly onInterruption: (interrupt: () => void) => void;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Waits for a process that sends a message after each step, passes interruptions on to it, and kills it if messages stop.
 * This must be done from outside: a training that hangs in native code blocks its own process.
 *
 * @returns the exit code of the process; 75 (start again) if it hung, or was interrupted before it could exit by itself
 */
export async function watchProcess(
  child: ChildProcess,
  { silenceMs, onInterruption, log }: Watch,
): Promise<number> {
  let hangs = false;
  const silence = setTimeout(() => {
    hangs = true;
    log({ service: 'train-job', state: 'hangs', silentForSeconds: silenceMs / 1000 });
    child.kill('SIGKILL');
  }, silenceMs);
  child.on('message', () => silence.refresh());
  onInterruption(() => child.kill('SIGTERM'));

  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('exit', (...ended) => resolve(ended)).once('error', reject);
  });
  clearTimeout(silence);
  if (hangs || signal === 'SIGTERM') return interruptedExitCode;
  return signal ? 128 + constants.signals[signal] : code!;
}
