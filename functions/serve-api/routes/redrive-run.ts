import { FaultError } from '../../../layers/base/faults/index.ts';
import { latestOf, redriveRun, whyNotRedriven } from '../../../layers/run/records/index.ts';
import { accepted } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { conflict, ProblemError } from '../problem.ts';
import { parameters } from '../request.ts';
import { noRun, runParameter } from '../runs/answer-run.ts';
import { startedHeaders, startedSchema } from '../runs/started.ts';

/** POST /v1/runs/{run}/redrive: goes on with a run that failed or was stopped. */
export const redriveRunRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/runs/{run}/redrive',
  operation: {
    operationId: 'redriveRun',
    summary: 'Go on with a run that failed, was cancelled or superseded',
    description:
      'What is done stays done, and what was lost is trained again. Called for a run that is running, it answers that run. 409 if the run was published or rejected, or while another run of its study is running.',
    request: { params: runParameter },
    responses: {
      202: {
        description: 'The run goes on, under its own name or under the one that is answered.',
        headers: startedHeaders,
        content: { 'application/json': { schema: startedSchema } },
      },
    },
  },
  answer: async (event, { bucket, runs }) => {
    const { run: name } = parameters(runParameter, event.pathParameters);
    const latest = await latestOf(runs, name);
    if (latest === undefined) throw noRun();
    const { state, study = '' } = latest;
    const whyNot = whyNotRedriven[state];
    if (state !== 'Running' && whyNot !== undefined)
      throw new ProblemError(409, `Run ${latest.run} ${whyNot}.`);
    const run = state === 'Running' ? latest.run : await redrive();
    return accepted({ study, run }, `/v1/runs/${run}`);

    async function redrive(): Promise<string> {
      return redriveRun({ bucket, runs }, latest!).catch((error: unknown) => {
        throw error instanceof FaultError ? conflict(error) : error;
      });
    }
  },
};
