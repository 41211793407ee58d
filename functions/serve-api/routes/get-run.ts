import { z } from 'zod';
import type { Fault } from '../../../layers/faults/fault.ts';
import { cutFaults } from '../../../layers/faults/fault-list.ts';
import type { Bucket } from '../../../layers/storage/bucket.ts';
import { keys } from '../../../layers/storage/keys.ts';
import { latestOf } from '../../../layers/storage/run-chain.ts';
import { runProgress } from '../../../layers/storage/run-progress.ts';
import { runOfObjects } from '../../../layers/storage/run-state.ts';
import { json } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { faultSchema, ProblemError } from '../problem.ts';
import { parameters, runName } from '../request.ts';
import { progressSchema, runSchema } from '../runs/run-schema.ts';
import { mayReadStudies, withoutCause } from '../study-reader.ts';

const runParameter = z.object({ run: runName.describe('Id of the run.') });

const runDetail = runSchema
  .extend({
    progress: progressSchema.optional().describe('Of a run that failed: how far it came.'),
    faults: z
      .array(faultSchema)
      .optional()
      .describe(
        'Everything that is wrong with a rejected study; only for callers with the scope sarcomere/upload, and on one machine.',
      ),
  })
  .meta({ id: 'RunDetail' });

/** GET /v1/runs/{run}: of it, or of the latest that has gone on with it: state, how far it is or came, and the faults of a rejected study. */
export const getRunRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/runs/{run}',
  operation: {
    operationId: 'getRun',
    summary: 'One run: its state, how far it is, and why it ended',
    description: 'Where another run has gone on with it (`goesOnWith`), that one is answered.',
    request: { params: runParameter },
    responses: {
      200: { description: 'The run.', content: { 'application/json': { schema: runDetail } } },
    },
  },
  answer: async (event, { bucket, runs }) => {
    const { run: name } = parameters(runParameter, event.pathParameters);
    const run = await latestOf(runs, name);
    if (run === undefined) throw new ProblemError(404, 'There is no such run.');
    const { study } = run;
    const isReader = mayReadStudies(event);
    const told = isReader ? run : withoutCause(run);
    if (study === undefined) return json(told);
    const objects = runOfObjects(run);
    const [progress, faults] = await Promise.all([
      run.state === 'Running' || run.state === 'Failed' ? runProgress(bucket, study, objects) : undefined,
      run.state === 'Rejected' && isReader ? faultsOf(bucket, study, objects) : undefined,
    ]);
    return json({
      ...told,
      ...(progress === undefined ? {} : { progress }),
      ...(faults === undefined ? {} : { faults }),
    });
  },
};

async function faultsOf(bucket: Bucket, study: string, run: string): Promise<readonly Fault[]> {
  const report = await bucket.getJson<{ faults?: Fault[] }>(keys.prepared(study, run, 'study-report.json'));
  return cutFaults(report?.faults ?? []);
}
