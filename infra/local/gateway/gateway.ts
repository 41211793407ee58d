import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { refusalOf } from '../guard/door.ts';
import { keepServing } from '../guard/keep-serving.ts';
import { closeServer, listenOn, loopbackAddress, takePort } from '../guard/loopback.ts';
import { isSameSecret } from '../guard/secrets.ts';
import { sendAnswer, sendProblem } from './gateway-answer.ts';
import { gatewayEvent, splitUrl } from './gateway-event.ts';
import { matchRoute, type Route } from './route.ts';

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly invoke: (event: APIGatewayProxyEventV2, signal: AbortSignal) => Promise<unknown>;
  /** Bearer token of requests, except for open routes. */
  readonly token: string;
  readonly port?: number | undefined;
  /** Time limit of a request, waiting for a thread included. API Gateway: 30 s. */
  readonly timeoutMs?: number;
  readonly log: (line: string) => void;
}

/** An HTTP API on loopback, whose routes are answered by a function. */
export async function startGateway(options: GatewayOptions) {
  const server = createServer((request, response) => {
    const refusal = refusalOf(request.headers, { servesPages: true });
    if (refusal) return sendProblem(response, refusal.status, refusal.reason);
    if (!isOpen(request, options.routes) && !showsToken(request, options.token))
      return refuseUnknown(response);
    answer(options, request, response).catch((error: Error) => {
      // Not the address, which may name a subject.
      const { method = '', url } = request;
      const route = matchRoute(options.routes, method, splitUrl(url).rawPath)?.routeKey ?? method;
      options.log(`${route}: ${error.message}`);
      if (response.headersSent) return void response.destroy();
      sendProblem(response, 500, 'The function failed; see its log.');
    });
  });
  const port = await takePort(listenOn(server), options.port, usualPort);
  keepServing(server, options.log);
  return { url: `http://${loopbackAddress}:${port}`, close: () => closeServer(server) };
}

/** A monitor without a token may call the health route, as in the cloud. */
function isOpen({ method = '', url }: IncomingMessage, routes: readonly Route[]): boolean {
  return matchRoute(routes, method, splitUrl(url).rawPath)?.isOpen ?? false;
}

function showsToken({ headers }: IncomingMessage, token: string): boolean {
  const [, shown] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return shown !== undefined && isSameSecret(shown, token);
}

/** Other users of this machine reach loopback as well; only readers of the data folder have the token. */
function refuseUnknown(response: ServerResponse): void {
  response.setHeader('www-authenticate', 'Bearer');
  sendProblem(
    response,
    401,
    'The request lacks the token of this server. Give curl `-H @.sarcomere/authorization` (a file in the data folder), or send the token that `sarcomere env` prints as `authorization: Bearer TOKEN`.',
  );
}

const usualPort = 8080;
/** Largest body of an HTTP API. */
const largestBodyBytes = 10 * 1024 ** 2;

async function answer(
  { routes, invoke, timeoutMs = 30_000 }: GatewayOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { rawPath } = splitUrl(request.url);
  const match = matchRoute(routes, request.method ?? '', rawPath);
  if (!match) return sendProblem(response, 404, `There is no ${request.method} ${rawPath}.`);
  const body = await bodyOf(request);
  if (!body) {
    response.setHeader('connection', 'close');
    return sendProblem(response, 413, `The body is larger than ${largestBodyBytes} bytes.`);
  }

  const limit = AbortSignal.timeout(timeoutMs);
  const event = gatewayEvent({ request, body, match, requestId: randomUUID(), timeMs: Date.now() });
  try {
    sendAnswer(response, await invoke(event, limit));
  } catch (error) {
    const isTooLate = limit.aborted || (error as Error).name === 'Sandbox.Timedout';
    if (!isTooLate) throw error;
    sendProblem(response, 504, `The function did not answer within ${timeoutMs / 1000} s.`);
  }
}

/** Undefined if the body is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largestBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > largestBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
