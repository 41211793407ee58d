import { FaultError } from '../../../layers/base/faults/index.ts';
import { cancelRun } from '../../../layers/run/records/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { conflict } from '../problem.ts';
import { parameters } from '../request.ts';
import { noRun, runAnswer, runDetail, runParameter } from '../runs/answer-run.ts';
import { mayReadStudies } from '../study-reader.ts';

/** DELETE /v1/runs/{run}: stops a run and keeps what is trained. */
export const cancelRunRoute: ApiRoute = {
  method: 'DELETE',
  path: '/v1/runs/{run}',
  operation: {
    operationId: 'cancelRun',
    summary: 'Cancel a run',
    description:
      'Stops the run, or the latest run that continues it; the state becomes `Cancelled`. Finished trainings are kept, and a redrive continues from them. A second call changes nothing, nor does a call for a run that has ended unpublished: the answer is the run as it is. 409 if the run has published its model.',
    request: { params: runParameter },
    responses: {
      200: {
        description: 'The run, now ended.',
        content: { 'application/json': { schema: runDetail } },
      },
    },
  },
  answer: async (event, { bucket, runs }) => {
    const { run: name } = parameters(runParameter, event.pathParameters);
    const run = await cancelRun(runs, name).catch((error: unknown) => {
      throw error instanceof FaultError ? conflict(error) : error;
    });
    if (run === undefined) throw noRun();
    return jsonAnswer(await runAnswer(bucket, run, mayReadStudies(event)));
  },
};
