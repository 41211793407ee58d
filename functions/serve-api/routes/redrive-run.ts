import { FaultError } from '../../../layers/base/faults/index.ts';
import { latestOf, redriveRun, whyNotRedriven } from '../../../layers/run/records/index.ts';
import { acceptedAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { conflict, ProblemError } from '../problem.ts';
import { parameters } from '../request.ts';
import { noRun, runParameter } from '../runs/answer-run.ts';
import { startedHeaders, startedSchema } from '../runs/started.ts';

/** POST /v1/runs/{run}/redrive: continues a run that failed or was stopped. */
export const redriveRunRoute: ApiRoute = {
  method: 'POST',
  path: '/v1/runs/{run}/redrive',
  operation: {
    operationId: 'redriveRun',
    summary: 'Continue a run that failed, was cancelled or was superseded',
    description:
      'Finished trainings are kept and lost ones are repeated. If the run is running, the answer is that run. 409 if the run was published or rejected, or while another run of the study is running.',
    request: { params: runParameter },
    responses: {
      202: {
        description: 'The run continues, under its own id or under the id in the answer.',
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
    return acceptedAnswer({ study, run }, `/v1/runs/${run}`);

    async function redrive(): Promise<string> {
      return redriveRun({ bucket, runs }, latest!).catch((error: unknown) => {
        throw error instanceof FaultError ? conflict(error) : error;
      });
    }
  },
};
