import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ManifestInput } from '../../../layers/study/manifest/index.ts';
import { projectRoot } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import { callApi, type PredictionRequest } from './call-api.ts';
import type { Outputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';

const everyMs = 5_000;
const mostMinutes = 30;
/**
 * EventBridge and `start-run` take less than a minute. But a new bucket sends no events in its first minutes (about five,
 * according to S3), so the manifest is uploaded again each minute.
 */
const mostMinutesToStart = 15;
/** Failures in a row after which the smoke run gives up; a network may fail now and then. */
const mostFailures = 3;

export interface SmokeRunOptions {
  readonly run: RunCommand;
  readonly outputs: Outputs;
  /** Callers of the API. */
  readonly auth: Settings['auth'];
  readonly say: (line: string) => void;
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined;
  readonly ask?: typeof fetch | undefined;
}

/**
 * Simulates a small study, uploads it as a user would, waits until its model is published, requests a prediction from the
 * API, and deletes the study.
 *
 * @throws Error if a step fails; the study then stays, so that the failure can be examined
 */
export async function smokeRun({
  run,
  outputs,
  auth,
  say,
  pause = sleep,
  ask = fetch,
}: SmokeRunOptions): Promise<void> {
  // A new name each time: an upload of the same study would find its earlier run and start none.
  const study = `smoke-run-${new Date().toISOString().replace(/\D/g, '')}`;
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-smoke-'));
  const sarcomere = commandLine(run, {
    SARCOMERE_BUCKET: outputs.bucket,
    SARCOMERE_STATE_MACHINE_ARN: outputs.stateMachineArn,
  });
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
    const upload = async () =>
      (JSON.parse(await sarcomere('upload', folder, '--json')) as { run: string }).run;
    const first = await upload();
    say(`smoke run ${first}`);
    const { run: ended, state, reason } = await endOf(first, upload, sarcomere, pause);
    if (state !== 'Published') {
      throw new Error(`the smoke run ended as ${state}: ${reason ?? 'no reason is known'}`);
    }
    await callApi({ run, outputs, auth, say, ask, request: requestOf(folder, study, ended) });
    await sarcomere('delete', study, '--yes');
    say('the smoke run published its model; its study was deleted');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type CommandLine = (...args: string[]) => Promise<string>;

/** Runs the `sarcomere` command. @returns its last line */
function commandLine(run: RunCommand, env: Readonly<Record<string, string>>): CommandLine {
  return async (...args) => {
    const { code, stdout } = await run(process.execPath, [join(projectRoot, 'cli/main.ts'), ...args], {
      env,
    });
    if (code !== 0) throw new Error(`sarcomere ${args[0]} ended with ${code}: ${stdout.trim().slice(-500)}`);
    return stdout.trim().split('\n').at(-1) ?? '';
  };
}

interface Seen {
  readonly run: string;
  readonly state: string;
  readonly reason?: string;
}

/** Waits for a run to start and to end. Lists all runs, so that a wrong region is an error and not "no such run yet". */
async function endOf(
  first: string,
  upload: () => Promise<string>,
  sarcomere: CommandLine,
  pause: (ms: number) => Promise<unknown>,
): Promise<Seen> {
  // Several names: if S3 encrypts by a key, the same bytes may get another ETag, and the run another name.
  const names = new Set([first]);
  let failures = 0;
  let hasStarted = false;
  for (let waitedMs = everyMs; waitedMs <= mostMinutes * 60_000; waitedMs += everyMs) {
    await pause(everyMs);
    try {
      const { runs } = JSON.parse(await sarcomere('status', '--json')) as { runs: Seen[] };
      const seen = runs.find(({ run }) => names.has(run));
      if (seen && seen.state !== 'Running') return seen;
      failures = 0;
      hasStarted ||= seen !== undefined;
    } catch (error) {
      failures++;
      if (failures === mostFailures) throw error;
    }
    if (!hasStarted && waitedMs % 60_000 === 0) names.add(await upload());
    if (!hasStarted && waitedMs >= mostMinutesToStart * 60_000) {
      throw new Error(
        `the upload did not start the smoke run within ${mostMinutesToStart} minutes: look at the dead letters and the log of start-run (docs/operations.md, "DeadLetters")`,
      );
    }
  }
  throw new Error(`the smoke run did not end within ${mostMinutes} minutes`);
}

/** Ten seconds of the study's first recording, of a subject of the training data. */
function requestOf(folder: string, study: string, run: string): PredictionRequest {
  const manifest = JSON.parse(readFileSync(join(folder, 'study.json'), 'utf8')) as ManifestInput;
  const { files, subject } = manifest.recordings[0]!;
  const [header, ...rows] = readFileSync(join(folder, files!.emg!), 'utf8').trimEnd().split('\n');
  const first = rows.filter((row) => Number.parseFloat(row) < 10);
  return {
    study,
    run,
    subject,
    muscles: manifest.signals.emg.channels.map(({ muscle }) => muscle),
    csv: [header, ...first].join('\n'),
  };
}
