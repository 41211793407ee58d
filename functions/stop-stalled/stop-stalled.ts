import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import {
  executionArnOf,
  keys,
  type Runs,
  runningRuns,
  runOfObjects,
} from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';

export interface StopStalledOptions {
  readonly bucket: Pick<Bucket, 'list'>;
  readonly runs: Runs;
  /** Time by the bucket's clock, like the times of objects. */
  readonly now: () => Date;
}

export interface StopStalledAnswer {
  readonly running: number;
  /** Names of the runs that were stopped. */
  readonly stopped: readonly string[];
}

/**
 * A run that writes nothing for this long is stopped. A training writes its progress at least every minute, and every other
 * step ends within 15 minutes. Only a wait for spot GPUs may take longer, and six hours are enough.
 */
export const stalledAfterHours = 6;

/** Stops every run that has written no object for too long. */
export async function stopStalled({ bucket, runs, now }: StopStalledOptions): Promise<StopStalledAnswer> {
  const running = await runningRuns(runs);
  const stopped: string[] = [];
  for (const state of running) {
    if (state.study === undefined) continue;
    const objects = runOfObjects(state);
    const written = [
      ...(await bucket.list(keys.runPrefix(state.study, objects))),
      ...(await bucket.list(keys.modelPrefix(state.study, objects))),
    ];
    const lastMs = written.reduce(
      (latest, { lastModified }) => Math.max(latest, lastModified.getTime()),
      Date.parse(state.redrivenAt ?? state.startedAt),
    );
    const quietHours = (now().getTime() - lastMs) / 3_600_000;
    if (quietHours < stalledAfterHours) continue;
    await runs.client.send(
      new StopExecutionCommand({
        executionArn: executionArnOf(runs, state.run),
        error: 'RunStalled',
        cause: `Nothing was written for ${Math.floor(quietHours)} hours.`,
      }),
    );
    stopped.push(state.run);
  }
  return { running: running.length, stopped };
}
