import type { Bucket } from '../../layers/run/storage/index.ts';
import { monotonicMs } from '../../layers/run/storage/index.ts';
import { interruptedExitCode } from './job-exit.ts';
import { type TrainSurroundings, trainSubdomain } from './train-subdomain.ts';

export interface JobSurroundings {
  readonly bucket: Bucket;
  /** Calls back when the container is asked to end (SIGTERM), for example before its spot instance is reclaimed. */
  readonly onInterruption: (interrupt: () => void) => void;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
  readonly onStep: () => void;
  readonly engine?: TrainSurroundings['engine'];
}

/**
 * Trains the sub-domain that the environment names until it is done or interrupted.
 *
 * @returns the exit code: 0 if trained; 75 if interrupted, with a checkpoint in the bucket: start the job again
 */
export async function trainJob(
  env: Readonly<Record<string, string | undefined>>,
  { bucket, onInterruption, log, onStep, engine = 'gpu' }: JobSurroundings,
): Promise<number> {
  const pointer = {
    bucket: bucket.name,
    study: named(env, 'SARCOMERE_STUDY'),
    run: named(env, 'SARCOMERE_RUN'),
    subdomain: named(env, 'SARCOMERE_SUBDOMAIN'),
  };
  let interrupted = false;
  onInterruption(() => {
    interrupted = true;
  });
  const startedMs = monotonicMs();
  const { state } = await trainSubdomain(pointer, {
    bucket,
    deadlineMs: Number.POSITIVE_INFINITY,
    engine,
    isInterrupted: () => interrupted,
    onStep,
  });
  log({ service: 'train-job', run: pointer.run, state, seconds: (monotonicMs() - startedMs) / 1000 });
  return state === 'continue' ? interruptedExitCode : 0;
}

function named(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
