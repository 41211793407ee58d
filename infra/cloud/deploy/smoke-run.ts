import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../root.ts';
import type { Outputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';

const study = 'smoke-run';
const mostMinutes = 30;

/**
 * Simulates a small study, uploads it as any user would, waits until its model is published, and deletes it again.
 *
 * @throws Error where the run ends otherwise; the study then stays, for whoever looks into it
 */
export async function smokeRun(
  run: RunCommand,
  { bucket, stateMachineArn }: Outputs,
  say: (line: string) => void,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-smoke-'));
  const env = { SARCOMERE_BUCKET: bucket, SARCOMERE_STATE_MACHINE_ARN: stateMachineArn };
  const sarcomere = async (...args: string[]) => {
    const { code, stdout } = await run(process.execPath, [join(projectRoot, 'cli/main.ts'), ...args], {
      env,
    });
    if (code !== 0) throw new Error(`sarcomere ${args[0]} ended with ${code}: ${stdout.trim().slice(-500)}`);
    return stdout.trim().split('\n').at(-1) ?? '';
  };
  try {
    await sarcomere(
      'simulate',
      '--out',
      folder,
      '--study',
      study,
      '--subjects',
      '2',
      '--seconds-per-recording',
      '20',
    );
    const uploaded = JSON.parse(await sarcomere('upload', folder, '--json')) as { run: string };
    say(`smoke run ${uploaded.run}`);
    const state = await endOf(uploaded.run);
    if (state.state !== 'Published') {
      throw new Error(`the smoke run ended as ${state.state}: ${state.reason ?? 'no reason is known'}`);
    }
    await sarcomere('delete', study, '--yes');
    say('the smoke run published its model, and was deleted again');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  async function endOf(name: string): Promise<{ state: string; reason?: string }> {
    const everyMs = 5_000;
    for (let waitedMs = 0; waitedMs < mostMinutes * 60_000; waitedMs += everyMs) {
      await pause(everyMs);
      const seen = await statusOf(name);
      if (seen && seen.state !== 'Running') return seen;
    }
    throw new Error(`the smoke run did not end within ${mostMinutes} minutes`);
  }

  /** Undefined for the moment until the upload has started it. */
  async function statusOf(name: string) {
    try {
      return JSON.parse(await sarcomere('status', name, '--json')) as { state: string; reason?: string };
    } catch {
      return undefined;
    }
  }
}
