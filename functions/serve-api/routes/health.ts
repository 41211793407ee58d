import { z } from 'zod';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';

const healthSchema = z.object({ status: z.literal('ok'), api: z.literal(1) }).meta({ id: 'Health' });

/** GET /v1/health: the API answers. Needs no token, calls no other service, reveals nothing of any study. */
export const healthRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/health',
  operation: {
    operationId: 'health',
    summary: 'Check that the API answers',
    responses: {
      200: { description: 'The API answers.', content: { 'application/json': { schema: healthSchema } } },
    },
  },
  answer: async () => jsonAnswer({ status: 'ok', api: 1 }),
};
