import { z } from 'zod';
import type { Fault } from '../../../layers/faults/fault.ts';
import type { Bucket } from '../../../layers/storage/bucket.ts';
import { keys } from '../../../layers/storage/keys.ts';
import { runProgress } from '../../../layers/storage/run-progress.ts';
import { type RunState, runOfObjects } from '../../../layers/storage/run-state.ts';
import { faultSchema, ProblemError } from '../problem.ts';
import { runName } from '../request.ts';
import { progressSchema, runSchema } from './run-schema.ts';

export const runParameter = z.object({ run: runName.describe('Id of the run.') });

export const runDetail = runSchema
  .extend({
    progress: progressSchema
      .optional()
      .describe('How far it is; of a run that failed or was stopped: how far it came.'),
    faults: z.array(faultSchema).optional().describe('Everything that is wrong with a rejected study.'),
  })
  .meta({ id: 'RunDetail' });

/** A run with how far it is or came, and the faults of a rejected study. */
export async function runAnswer(bucket: Bucket, run: RunState): Promise<z.infer<typeof runDetail>> {
  const { study, state } = run;
  if (study === undefined || state === 'Published') return run;
  const objects = runOfObjects(run);
  if (state === 'Rejected') return { ...run, faults: [...(await faultsOf(bucket, study, objects))] };
  const progress = await runProgress(bucket, study, objects);
  return { ...run, progress: { ...progress, working: [...progress.working] } };
}

export function noRun(): ProblemError {
  return new ProblemError(404, 'There is no such run.');
}

async function faultsOf(bucket: Bucket, study: string, run: string): Promise<readonly Fault[]> {
  const report = await bucket.getJson<{ faults?: Fault[] }>(keys.prepared(study, run, 'study-report.json'));
  return report?.faults ?? [];
}
