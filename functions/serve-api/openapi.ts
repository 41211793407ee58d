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
      method: method.toLowerCase() as Lowercase<ApiRoute['method']>,
      path,
      responses,
    });
  }
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token, from `sarcomere token` for a deployed API and from `sarcomere env` for one on this machine. An API deployed for IAM takes an AWS signature instead.',
  });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Sarcomere',
      version: '1',
      description:
        'Musculoskeletal models from EMG. Every error is application/problem+json (RFC 9457). If a request or a study has faults, `faults` lists all of them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
  });
}

const problemResponse: ResponseConfig = {
  description: 'Any error.',
  content: { 'application/problem+json': { schema: problemSchema } },
};
