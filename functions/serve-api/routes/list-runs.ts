import { z } from 'zod';
import type { Fault } from '../../../layers/base/faults/index.ts';
import { listRuns } from '../../../layers/run/records/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { ProblemError } from '../problem.ts';
import { parameters } from '../request.ts';
import { runSchema } from '../runs/run-schema.ts';
import { mayReadStudies, withoutCause } from '../study-reader.ts';

const page = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Number of runs on a page.'),
  next: z.string().min(1).max(3096).optional().describe('`next` of the previous page.'),
});

const runsSchema = z
  .object({
    runs: z.array(runSchema).describe('Latest first.'),
    next: z.string().optional().describe('Token for the next page; absent on the last page.'),
  })
  .meta({ id: 'Runs' });

/** GET /v1/runs: the runs of all studies, the latest first. */
export const listRunsRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/runs',
  operation: {
    operationId: 'listRuns',
    summary: 'Runs, the latest first',
    request: { query: page },
    responses: {
      200: { description: 'A page of runs.', content: { 'application/json': { schema: runsSchema } } },
    },
  },
  answer: async (event, { runs }) => {
    const { limit, next } = parameters(page, event.queryStringParameters);
    try {
      const page = await listRuns(runs, { limit, next });
      return jsonAnswer(mayReadStudies(event) ? page : { ...page, runs: page.runs.map(withoutCause) });
    } catch (error) {
      if (next !== undefined && isOfToken(error)) throw foreignToken(next);
      throw error;
    }
  },
};

/** Errors of Step Functions for a token that it did not issue, or issued more than a day ago. */
function isOfToken(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'InvalidToken' || name === 'ValidationException';
}

function foreignToken(next: string): ProblemError {
  const fault: Fault = {
    code: 'NEXT_UNKNOWN',
    what: 'The page token is unknown or has expired.',
    where: { column: 'next' },
    found: JSON.stringify(next.slice(0, 80)),
    expected: '`next` of the previous page, unchanged',
    fix: 'Start again from the first page, without next.',
  };
  return new ProblemError(400, fault.what, { faults: [fault] });
}
