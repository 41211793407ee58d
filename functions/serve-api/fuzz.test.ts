import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../infra/system.ts';
import { apiUnderTest, execution, request } from './api-under-test.testing.ts';
import { answerErrors } from './openapi-check.testing.ts';

let api: Awaited<ReturnType<typeof apiUnderTest>>;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.publish('knee-small', 'run-1');
  api.executions.push(execution('run-1'));
});
afterAll(() => api.stop());

const name = fc.oneof(fc.constantFrom('knee-small', 'run-1', '__proto__', '..', '%2e%2e'), fc.string());
const address = fc.oneof(
  fc.tuple(fc.constantFrom(...routes), name).map(([{ method, path }, part]) => ({
    method,
    path: path.replace(/\{\w+\}/, () => part.replaceAll('?', '')),
  })),
  fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'TRACE'),
    path: fc.webPath().map((path) => `/${path.slice(1)}`),
  }),
);
const named = fc.oneof(fc.constantFrom('S1', 'bogota', 'walk', 'constructor', '__proto__'), fc.string());
const query = fc.oneof(
  fc.constant(''),
  fc
    .dictionary(fc.oneof(fc.constantFrom('subject', 'site', 'task', 'limit', 'next'), fc.string()), named)
    .map((fields) => `?${new URLSearchParams(fields)}`),
);
const samples = fc.oneof(
  fc.array(fc.double(), { maxLength: 40 }),
  fc.array(fc.jsonValue(), { maxLength: 5 }),
  fc.jsonValue(),
);
const emgLike = fc.record(
  {
    sampleRateHz: fc.oneof(fc.constant(100), fc.double(), fc.jsonValue()),
    channels: fc.oneof(
      fc.record({ emg_rf_mV: samples, emg_bf_mV: samples }, { requiredKeys: [] }),
      fc.dictionary(fc.string(), samples),
    ),
    kind: fc.constantFrom('raw', 'envelope', 7),
    startS: fc.double(),
    subject: named,
    site: named,
    task: named,
  },
  { requiredKeys: [] },
);
const csvLike = fc
  .array(
    fc.array(fc.oneof(fc.float().map(String), fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 4 }),
    { maxLength: 12 },
  )
  .map((rows) => ['time_s,emg_rf_mV,emg_bf_mV', ...rows.map((row) => row.join(','))].join('\n'));
const body = fc.oneof(
  fc.string(),
  csvLike,
  fc.json(),
  emgLike.map((value) => JSON.stringify(value)),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/csv',
      'text/csv; charset=utf-8',
      'image/png',
      '',
    ),
    accept: fc.oneof(
      fc.constantFrom('text/csv', '*/*', 'application/json;q=0, text/csv;q=x', ';;,,'),
      fc.string(),
    ),
  },
  { requiredKeys: [] },
);

describe('whatever is sent', () => {
  it('the answer is a success or a problem as the OpenAPI document says, never an exception and never our failure', async () => {
    await fc.assert(
      fc.asyncProperty(
        address,
        query,
        body,
        headers,
        fc.boolean(),
        async ({ method, path }, asked, text, fields, base64) => {
          const event = request(method, path + asked, {
            body: text,
            headers: fields as Record<string, string>,
            base64,
          });
          const answer = await api.ask(event);
          const type = String(answer.headers?.['content-type']);
          if (answer.statusCode! < 300) expect(type).toMatch(/^(application\/json|text\/csv)/);
          else {
            expect(type).toBe('application/problem+json');
            expect(answer.statusCode).toBeGreaterThanOrEqual(400);
            expect(answer.statusCode, answer.body).toBeLessThan(500);
            expect(JSON.parse(answer.body!).status).toBe(answer.statusCode);
          }
          if (/^\/v1\/[^%]*$/.test(path)) expect(answerErrors(event, answer)).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('an event of a strange shape gets a problem too', async () => {
    const strange = fc.oneof(
      fc.object(),
      fc.constantFrom(
        {},
        { version: '2.0' },
        { version: '2.0', requestContext: {} },
        { requestContext: { http: null } },
      ),
      fc.record({
        version: fc.constantFrom('2.0', '1.0', 7),
        headers: fc.jsonValue(),
        body: fc.jsonValue(),
        pathParameters: fc.jsonValue(),
        requestContext: fc.record({
          http: fc.record({
            method: fc.constant('POST'),
            path: fc.constant('/v1/models/knee-small/predictions'),
          }),
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(strange, async (event) => {
        const answer = await api.ask(event);
        expect(answer.headers?.['content-type']).toBe('application/problem+json');
        expect(JSON.parse(answer.body!).status).toBe(answer.statusCode);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
