import { z } from 'zod';
import { jsonAnswer } from '../answer.ts';
import type { openApiDocument } from '../openapi.ts';
import type { ApiRoute } from '../parts.ts';

/** GET /v1/openapi.json: the OpenAPI description of this API. */
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
          description: 'The OpenAPI document.',
          content: { 'application/json': { schema: z.looseObject({ openapi: z.string() }) } },
        },
      },
    },
    answer: async () => {
      // Loaded on demand: predictions do not wait for the generator.
      document ??= (await import('../openapi.ts')).openApiDocument(routes());
      return jsonAnswer(document, { 'cache-control': 'max-age=300' });
    },
  };
}
