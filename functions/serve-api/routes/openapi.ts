import { z } from 'zod';
import { json } from '../answer.ts';
import type { openApiDocument } from '../openapi.ts';
import type { ApiRoute } from '../parts.ts';

/** GET /v1/openapi.json: this API, described. */
export function openApiRoute(routes: () => readonly ApiRoute[]): ApiRoute {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return {
    method: 'GET',
    path: '/v1/openapi.json',
    operation: {
      operationId: 'openApi',
      summary: 'This API as OpenAPI 3.1',
      responses: {
        200: {
          description: 'The description.',
          content: { 'application/json': { schema: z.looseObject({ openapi: z.string() }) } },
        },
      },
    },
    answer: async () => {
      // Whoever predicts should not wait for the generator to be read.
      document ??= (await import('../openapi.ts')).openApiDocument(routes());
      return json(document, { 'cache-control': 'max-age=300' });
    },
  };
}
