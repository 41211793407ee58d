import { z } from 'zod';
import { json } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';

const healthSchema = z.object({ status: z.literal('ok'), api: z.literal(1) }).meta({ id: 'Health' });

/** GET /v1/health: the API is there. It asks for no token and nothing behind it, and tells nothing of any study. */
export const healthRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/health',
  operation: {
    operationId: 'health',
    summary: 'Whether the API answers',
    responses: {
      200: { description: 'It does.', content: { 'application/json': { schema: healthSchema } } },
    },
  },
  answer: async () => json({ status: 'ok', api: 1 }),
};
