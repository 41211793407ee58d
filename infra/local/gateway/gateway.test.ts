import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { routes } from '../../system.ts';
import { FunctionFailure } from '../functions/function-failure.ts';
import { startGateway } from './gateway.ts';
import { gatewayEvent } from './gateway-event.ts';
import { matchRoute } from './route.ts';

describe('an event for a function', () => {
  it('is the one of the documentation of API Gateway for that request', () => {
    const event = gatewayEvent({
      request: {
        method: 'POST',
        url: '/my/path?parameter1=value1&parameter1=value2&parameter2=value',
        httpVersion: '1.1',
        headers: {},
        rawHeaders: [
          ...['Host', 'id.execute-api.us-east-1.amazonaws.com', 'Header1', 'value1', 'Header2', 'value1'],
          ...[
            'header2',
            'value2',
            'Cookie',
            'cookie1; cookie2',
            'User-Agent',
            'agent',
            'Content-Type',
            'text/plain',
          ],
        ],
        socket: { remoteAddress: '192.0.2.1' },
      },
      body: Buffer.from('Hello from Lambda'),
      match: { routeKey: '$default', pathParameters: { parameter1: 'value1' }, isOpen: false },
      requestId: 'id',
      timeMs: 1583348638390,
    });
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/path',
      rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
      cookies: ['cookie1', 'cookie2'],
      headers: {
        host: 'id.execute-api.us-east-1.amazonaws.com',
        header1: 'value1',
        header2: 'value1,value2',
        'user-agent': 'agent',
        'content-type': 'text/plain',
      },
      queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'id.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'local',
        http: {
          method: 'POST',
          path: '/my/path',
          protocol: 'HTTP/1.1',
          sourceIp: '192.0.2.1',
          userAgent: 'agent',
        },
        requestId: 'id',
        routeKey: '$default',
        stage: '$default',
        time: '04/Mar/2020:19:03:58 +0000',
        timeEpoch: 1583348638390,
      },
      body: 'Hello from Lambda',
      pathParameters: { parameter1: 'value1' },
      isBase64Encoded: false,
    } satisfies APIGatewayProxyEventV2);
  });
});

describe('a route', () => {
  it.each([
    ['POST', '/v1/models/knee/predictions', 'POST /v1/models/{study}/predictions', { study: 'knee' }],
    ['GET', '/v1/models', 'GET /v1/models', {}],
    ['GET', '/v1/models/a%20b', 'GET /v1/models/{study}', { study: 'a b' }],
    ['GET', '/v1/models/a%2Fb', 'GET /v1/models/{study}', { study: 'a/b' }],
  ])('takes %s %s', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(routes, method, path)).toEqual({ routeKey, pathParameters, isOpen: false });
  });

  it.each([
    ['GET', '/v1/models/knee/predictions'],
    ['GET', '/v1/models/'],
    ['GET', '/v1/models/knee/more'],
    ['GET', '/V1/models'],
    ['GET', '/v1/models/%E0%A4%A'],
    ['DELETE', '/v1/models'],
  ])('does not take %s %s', (method, path) => {
    expect(matchRoute(routes, method, path)).toBeUndefined();
  });

  it('without parameters goes before one with', () => {
    const both = [
      { method: 'GET', path: '/a/{b}' },
      { method: 'GET', path: '/a/c' },
    ];
    expect(matchRoute(both, 'GET', '/a/c')?.routeKey).toBe('GET /a/c');
  });
});

describe('the gateway', () => {
  const token = 'a-token';
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const gateway = async (
    invoke: (event: APIGatewayProxyEventV2, signal: AbortSignal) => Promise<unknown>,
    timeoutMs = 30_000,
  ) => {
    const { url, close } = await startGateway({ routes, invoke, token, port: 0, timeoutMs, log: () => {} });
    closers.push(close);
    return url;
  };
  const predictions = '/v1/models/knee/predictions';
  const ask = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

  it('hands JSON on as text and other bodies in base64, byte for byte', async () => {
    const events: APIGatewayProxyEventV2[] = [];
    const url = await gateway(async (event) => void events.push(event));
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const post = (type: string, body: string | Uint8Array<ArrayBuffer>) =>
      ask(url + predictions, { method: 'POST', headers: { 'content-type': type }, body });
    await post('application/json; charset=utf-8', '{"a":"µ"}');
    await post('text/csv', 'time_s;x\n0;1');
    await post('application/vnd.apache.parquet', bytes);
    expect(events.map(({ isBase64Encoded }) => isBase64Encoded)).toEqual([false, false, true]);
    expect(events[0]?.body).toBe('{"a":"µ"}');
    expect(Buffer.from(events[2]?.body ?? '', 'base64')).toEqual(Buffer.from(bytes));
  });

  it('gives a request without body, query or cookies no such fields', async () => {
    const events: APIGatewayProxyEventV2[] = [];
    const url = await gateway(async (event) => void events.push(event));
    await ask(`${url}/v1/models`);
    expect(Object.keys(events[0] ?? {}).sort()).toEqual([
      'headers',
      'isBase64Encoded',
      'rawPath',
      'rawQueryString',
      'requestContext',
      'routeKey',
      'version',
    ]);
  });

  it('sends status, headers, cookies and a binary body as the function answered them', async () => {
    const url = await gateway(async () => ({
      statusCode: 201,
      headers: { 'content-type': 'application/octet-stream', 'x-count': 3 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([0, 255, 1]).toString('base64'),
      isBase64Encoded: true,
    }));
    const answer = await ask(`${url}/v1/models`);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-count')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Uint8Array.of(0, 255, 1));
  });

  it('logs the route of a request that fails, and no name in its address', async () => {
    const lines: string[] = [];
    const { url, close } = await startGateway({
      routes,
      invoke: () => Promise.reject(new Error('broken')),
      token,
      port: 0,
      log: (line) => lines.push(line),
    });
    closers.push(close);
    expect((await ask(`${url}/v1/studies/knee/subjects/anna`, { method: 'DELETE' })).status).toBe(500);
    expect(lines).toEqual(['DELETE /v1/studies/{study}/subjects/{subject}: broken']);
  });

  it('takes an answer without a status for a JSON body', async () => {
    const url = await gateway(async () => ({ models: [] }));
    const answer = await ask(`${url}/v1/models`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({ models: [] });
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer another' }],
    ['the token as a password', { authorization: `Basic ${btoa(`:${token}`)}` }],
    ['the token as a cookie', { cookie: `token=${token}` }],
  ])(
    'answers 401 to requests with %s, and says where the token is',
    async (_, headers: Record<string, string>) => {
      let calls = 0;
      const url = await gateway(async () => ++calls);
      const answer = fetch(`${url}/v1/models`, { headers });
      expect(await problemOf(answer)).toMatchObject({
        status: 401,
        detail: expect.stringContaining('-H @.sarcomere/authorization'),
      });
      expect((await answer).headers.get('www-authenticate')).toBe('Bearer');
      expect(calls).toBe(0);
    },
  );

  it('needs a token except on open routes', async () => {
    const url = await gateway(async () => ({ status: 'ok' }));
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    for (const path of ['/v1/models', '/v1/health/', '/v1/health/../models', '/v1/%68ealth/x', '//v1/health'])
      expect((await fetch(`${url}${path}`, { method: 'GET' })).status).not.toBe(200);
    expect((await fetch(`${url}/v1/health`, { method: 'DELETE' })).status).toBe(401);
  });

  it('answers 404 if there is no route', async () => {
    const url = await gateway(async () => ({}));
    expect(await problemOf(ask(`${url}/v2/models`))).toMatchObject({ status: 404, title: 'Not Found' });
  });

  it('answers 413 to a body of more than 10 MiB, and hands on one of just that', async () => {
    const url = await gateway(async (event) => ({ length: event.body?.length }));
    const post = (length: number) =>
      ask(url + predictions, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'x'.repeat(length),
      });
    expect(await (await post(10 * 1024 ** 2)).json()).toEqual({ length: 10 * 1024 ** 2 });
    expect(await problemOf(post(10 * 1024 ** 2 + 1))).toMatchObject({ status: 413 });
  });

  it('answers 500 without the details when the function fails or answers nonsense', async () => {
    const failing = await gateway(async () => {
      throw new FunctionFailure({ errorType: 'TypeError', errorMessage: 'secret' });
    });
    const problem = await problemOf(ask(`${failing}/v1/models`));
    expect(problem).toMatchObject({ status: 500 });
    expect(JSON.stringify(problem)).not.toContain('secret');
    const nonsense = await gateway(async () => ({ statusCode: 'fine' }));
    expect(await problemOf(ask(`${nonsense}/v1/models`))).toMatchObject({ status: 500 });
  });

  it('answers 504 when the function takes too long, and stops it', async () => {
    const url = await gateway(
      (_event, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      50,
    );
    expect(await problemOf(ask(`${url}/v1/models`))).toMatchObject({ status: 504 });
  });
});

async function problemOf(request: Promise<Response>): Promise<unknown> {
  const answer = await request;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await answer.json()) as { status: number };
  expect(problem.status).toBe(answer.status);
  return problem;
}
