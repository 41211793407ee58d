import type { Fault } from '../layers/base/faults/index.ts';
import {
  keys,
  latestOf,
  type RunProgress,
  type RunState,
  runOfObjects,
  runProgress,
} from '../layers/run/records/index.ts';
import type { Connection } from './connection.ts';
import { unknownRun } from './unknown-name.ts';

/** A run with its progress, its faults if it was rejected, and its warnings if it was published. */
export interface RunReading extends RunState {
  readonly progress?: RunProgress;
  readonly faults?: readonly Fault[];
  readonly warnings?: readonly Fault[];
}

/**
 * Reads the run of a name, or the latest run that goes on with it.
 *
 * @throws FaultError RUN_UNKNOWN
 */
export async function readRun(connection: Connection, name: string): Promise<RunReading> {
  const run = await latestOf(connection.runs, name);
  if (!run) throw await unknownRun(connection.runs, name);
  const { study, state } = run;
  const objects = runOfObjects(run);
  if (study === undefined) return run;
  if (state !== 'Rejected' && state !== 'Published')
    return { ...run, progress: await runProgress(connection.bucket, study, objects) };
  const report = await connection.bucket.getJson<{ faults: Fault[]; warnings: Fault[] }>(
    keys.prepared(study, objects, 'study-report.json'),
  );
  if (state === 'Published') return { ...run, warnings: report?.warnings ?? [] };
  return { ...run, faults: report?.faults ?? [] };
}

/** `training  3 of 9 done  loss 0.041  about 2 min left`; the last progress if the run failed. */
export function progressLine({ state, progress }: RunReading): string {
  if (!progress) return state === 'Running' ? 'starting' : '';
  if (progress.trainings === undefined || progress.stage !== 'training') return progress.stage;
  const { trained, lost, trainings } = progress;
  const working = state === 'Running' ? progress.working : [];
  const losses = working.flatMap(({ loss }) => loss ?? []);
  const loss =
    losses.length > 0 ? `  loss ${(losses.reduce((a, b) => a + b, 0) / losses.length).toPrecision(2)}` : '';
  const left = secondsLeft({ ...progress, working });
  return [
    `training  ${trained} of ${trainings} done`,
    lost > 0 ? `, ${lost} lost` : '',
    loss,
    left === undefined ? '' : `  about ${duration(left)} left`,
  ].join('');
}

/** Time left of the slowest training, or of all waiting networks if each takes as long as those at work. Seconds. */
function secondsLeft({
  working,
  trained,
  lost,
  forestsLeft = 0,
  trainings = 0,
}: RunProgress): number | undefined {
  const each = working.flatMap(({ secondsLeft: left }) => left ?? []);
  if (each.length === 0) return undefined;
  const waiting = trainings - trained - lost - working.length - forestsLeft;
  const slowest = Math.max(...each);
  const perSubdomain = each.reduce((a, b) => a + b, 0) / each.length;
  return Math.max(slowest, (waiting * perSubdomain) / working.length);
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
