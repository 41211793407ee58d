import { latestOf } from '../../../layers/run/records/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { parameters } from '../request.ts';
import { noRun, runAnswer, runDetail, runParameter } from '../runs/answer-run.ts';
import { mayReadStudies } from '../study-reader.ts';

/** GET /v1/runs/{run}: state and progress of the run, or of the latest run that continues it; faults of a rejected study. */
export const getRunRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/runs/{run}',
  operation: {
    operationId: 'getRun',
    summary: 'One run: its state, its progress and why it ended',
    description: 'If a later run continues this one (`goesOnWith`), the answer is the later run.',
    request: { params: runParameter },
    responses: {
      200: { description: 'The run.', content: { 'application/json': { schema: runDetail } } },
    },
  },
  answer: async (event, { bucket, runs }) => {
    const { run: name } = parameters(runParameter, event.pathParameters);
    const run = await latestOf(runs, name);
    if (run === undefined) throw noRun();
    return jsonAnswer(await runAnswer(bucket, run, mayReadStudies(event)));
  },
};
