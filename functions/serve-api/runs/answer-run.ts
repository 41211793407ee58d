import { z } from 'zod';
import type { Fault } from '../../../layers/base/faults/index.ts';
import { cutFaults } from '../../../layers/base/faults/index.ts';
import { keys, type RunState, runOfObjects, runProgress } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { faultSchema, ProblemError } from '../problem.ts';
import { runName } from '../request.ts';
import { withoutCause } from '../study-reader.ts';
import { progressSchema, runSchema } from './run-schema.ts';

export const runParameter = z.object({ run: runName.describe('Id of the run.') });

export const runDetail = runSchema
  .extend({
    progress: progressSchema
      .optional()
      .describe('Progress of the run: how far it is or, after a failure or a stop, how far it came.'),
    faults: z
      .array(faultSchema)
      .optional()
      .describe(
        'All faults of a rejected study. Only for callers with the scope sarcomere/upload, and on one machine.',
      ),
  })
  .meta({ id: 'RunDetail' });

/**
 * A run with its progress, and with the faults of a rejected study.
 *
 * @param isReader true if the caller may read studies; reasons of failures and faults may name files, so others get neither
 */
export async function runAnswer(
  bucket: Bucket,
  ended: RunState,
  isReader: boolean,
): Promise<z.infer<typeof runDetail>> {
  const run = isReader ? ended : withoutCause(ended);
  const { study, state } = run;
  if (study === undefined || state === 'Published') return run;
  const objects = runOfObjects(run);
  if (state === 'Rejected')
    return isReader ? { ...run, faults: [...(await faultsOf(bucket, study, objects))] } : run;
  const progress = await runProgress(bucket, study, objects);
  return { ...run, progress: { ...progress, working: [...progress.working] } };
}

export function noRun(): ProblemError {
  return new ProblemError(404, 'There is no such run.');
}

async function faultsOf(bucket: Bucket, study: string, run: string): Promise<readonly Fault[]> {
  const report = await bucket.getJson<{ faults?: Fault[] }>(keys.prepared(study, run, 'study-report.json'));
  return cutFaults(report?.faults ?? []);
}
