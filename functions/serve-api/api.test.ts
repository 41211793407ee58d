import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../infra/system.ts';
import { createApi } from './api.ts';
import { apiUnderTest, request } from './api-under-test.testing.ts';
import { openApiDocument } from './openapi.ts';
import { answerErrors } from './openapi-check.testing.ts';
import type { ApiAnswer, ApiParts } from './parts.ts';
import { apiRoutes } from './routes.ts';

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.stop());

describe('the API', () => {
  it('has the routes that both worlds know, and no other', () => {
    const names = (list: readonly { method: string; path: string }[]) =>
      list.map(({ method, path }) => `${method} ${path}`).sort();
    expect(names(apiRoutes)).toEqual(names(routes));
  });

  it('is in good health', async () => {
    const answer = await api.ask(request('GET', '/v1/health'));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok","api":1}' });
  });

  it.each(routes.map(({ method, path }) => [`${method} ${path}`, method, path]))(
    'has a schema for what %s answers',
    async (_, method, path) => {
      const event = request(
        method!,
        path!.replace(/\{\w+\}/, 'nothing-there'),
        method === 'POST' ? { body: {} } : {},
      );
      const answer = await api.ask(event);
      expect(answerErrors(event, answer)).toEqual([]);
    },
  );

  it.each([
    ['an address it does not have', 'GET', '/v1/nothing', 404],
    ['the root', 'GET', '/', 404],
    ['an encoded way out', 'GET', '/v1/models/..%2f..%2fsecret', 422],
    ['a name that JavaScript knows', 'GET', '/v1/models/__proto__', 422],
  ])('answers %s with a problem', async (_, method, path, status) => {
    const answer = await api.ask(request(method, path));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
  });

  it.each([
    ['GET', '/v1/models'],
    ['GET', '/v1/models/'],
    ['GET', '/v1/runs/'],
    ['GET', '/V1/models'],
    ['POST', '/v1/studies/knee/validations/'],
  ])(
    'cannot be reached around the routes of the gateway, which check scopes: %s %s',
    async (method, path) => {
      const event = { ...request(method, path, method === 'POST' ? { body: {} } : {}), routeKey: '$default' };
      const answer = await api.ask(event);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers?.['content-type']).toBe('application/problem+json');
    },
  );

  it('names the allowed methods if the gateway has no route for the method', async () => {
    const event = { ...request('PUT', '/v1/models/knee/predictions'), routeKey: '$default' };
    const answer = await api.ask(event);
    expect(answer.statusCode).toBe(405);
    expect(answer.headers?.allow).toBe('POST');
  });

  it('reveals nothing of studies in its health, which needs no token', async () => {
    const answer = await api.ask(request('GET', '/v1/health'));
    expect(answer.body).toBe('{"status":"ok","api":1}');
  });

  it('names the allowed methods of an address', async () => {
    const answer = await api.ask(request('GET', '/v1/models/knee/predictions'));
    expect(answer.statusCode).toBe(405);
    expect(answer.headers?.allow).toBe('POST');
  });

  it('answers 503 if the bucket does not answer', async () => {
    const broken = await apiUnderTest();
    await broken.stop();
    const answer = await broken.ask(request('GET', '/v1/models'));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBe('2');
    expect(answer.body).not.toContain('ECONNREFUSED');
  });
});

describe('a request that does not end', () => {
  it('gets a problem before the function is stopped', async () => {
    const never = () => new Promise<never>(() => {});
    const parts = { models: { get: never } } as unknown as ApiParts;
    const handler = createApi(() => parts, { info: () => {}, error: () => {} });
    const context = { getRemainingTimeInMillis: () => 20 } as Context;
    const answer = (await handler(request('GET', '/v1/models/knee'), context)) as ApiAnswer;
    expect(answer.statusCode).toBe(504);
    expect(answer.headers?.['content-type']).toBe('application/problem+json');
  });
});

describe('the OpenAPI document', () => {
  const document = openApiDocument(apiRoutes);

  it('is what the API serves', async () => {
    const answer = await api.ask(request('GET', '/v1/openapi.json'));
    expect(JSON.parse(answer.body!)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is OpenAPI 3.1 with a name, a summary and a problem for every operation', () => {
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
    expect(operations.length).toBe(routes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
    for (const { summary, responses } of operations) {
      expect(summary.length).toBeGreaterThan(10);
      expect(responses.default.content['application/problem+json'].schema.$ref).toBe(
        '#/components/schemas/Problem',
      );
    }
  });

  it('describes every parameter of an address', () => {
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const [operation] = Object.values(item);
      const described = (operation.parameters ?? []).filter((each: { in: string }) => each.in === 'path');
      expect(described.map((each: { name: string }) => each.name)).toEqual(named);
    }
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify(document);
    const known = Object.keys(document.components?.schemas ?? {});
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(known).toContain(name);
  });
});
