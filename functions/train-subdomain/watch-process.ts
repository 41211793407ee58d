import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { interruptedExitCode } from './job-exit.ts';

export interface Watch {
  /** Without a message for so long, the process hangs. */
  readonly silenceMs: number;
  readonly onInterruption: (interrupt: () => void) => void;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Waits for a process that sends a message with each step it takes, hands interruptions on to it, and kills it when it
 * has fallen silent. From outside, since a training that hangs within native code leaves its process no turn to notice.
 *
 * @returns the exit code of the process; 75, start again, where it hung or was interrupted before it could answer
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
