import { z } from 'zod';
import { listRuns } from '../../../layers/storage/run-state.ts';
import { json } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';
import { parameters } from '../request.ts';
import { runSchema } from '../runs/run-schema.ts';

const page = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Runs a page.'),
  next: z.string().min(1).max(3096).optional().describe('`next` of the page before.'),
});

const runsSchema = z
  .object({
    runs: z.array(runSchema).describe('The latest first.'),
    next: z.string().optional().describe('Asks for the next page; absent on the last one.'),
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
    return json(await listRuns(runs, { limit, next }));
  },
};
