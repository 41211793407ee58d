import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import type { ApiRoute } from './parts.ts';
import { problemSchema } from './problem.ts';

/** The API as an OpenAPI 3.1 document, made from the same schemas that check requests. */
export function openApiDocument(routes: readonly ApiRoute[]) {
  const registry = new OpenAPIRegistry();
  for (const { method, path, operation } of routes) {
    const responses: Record<string, ResponseConfig> = { ...operation.responses, default: problemResponse };
    registry.registerPath({
      ...operation,
      method: method.toLowerCase() as Lowercase<typeof method>,
      path,
      responses,
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Sarcomere',
      version: '1',
      description:
        'Musculoskeletal models from EMG. Every error is application/problem+json (RFC 9457); what is wrong with a request or a study is listed in `faults`, all at once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
}

const problemResponse: ResponseConfig = {
  description: 'Anything else.',
  content: { 'application/problem+json': { schema: problemSchema } },
};
