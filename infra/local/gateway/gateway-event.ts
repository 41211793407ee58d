import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { account } from '../names.ts';
import type { RouteMatch } from './route.ts';

export interface GatewayRequest {
  readonly request: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders' | 'httpVersion'> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  };
  readonly body: Buffer;
  readonly match: RouteMatch;
  readonly requestId: string;
  readonly timeMs: number;
}

/**
 * The event that an HTTP API of API Gateway sends to a function, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent({
  request,
  body,
  match,
  requestId,
  timeMs,
}: GatewayRequest): APIGatewayProxyEventV2 {
  const { rawPath, rawQueryString } = splitUrl(request.url);
  const { cookie, ...headers } = joinedHeaders(request.rawHeaders);
  const query = joinedValues(new URLSearchParams(rawQueryString));
  const isText = !headers['content-encoding'] && isTextType(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: account,
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? '',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.routeKey,
      stage: '$default',
      time: clfTime(timeMs),
      timeEpoch: timeMs,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    ...(Object.keys(match.pathParameters).length === 0
      ? {}
      : { pathParameters: { ...match.pathParameters } }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

export function splitUrl(url = '/'): { rawPath: string; rawQueryString: string } {
  const at = url.indexOf('?');
  return at < 0
    ? { rawPath: url, rawQueryString: '' }
    : { rawPath: url.slice(0, at), rawQueryString: url.slice(at + 1) };
}

/** Names in lower case; a header that came several times has its values joined by commas, cookies by semicolons. */
function joinedHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    const before = headers[name];
    const separator = name === 'cookie' ? '; ' : ',';
    headers[name] =
      before === undefined ? rawHeaders[index + 1]! : before + separator + rawHeaders[index + 1]!;
  }
  return headers;
}

function joinedValues(parameters: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of new Set(parameters.keys())) values[name] = parameters.getAll(name).join(',');
  return values;
}

/** API Gateway sends these types as text and others in base64. */
function isTextType(contentType: string): boolean {
  return /^(text\/|application\/(json|javascript|xml)\b)/i.test(contentType);
}

/** `12/Mar/2020:19:03:58 +0000`, the time of the common log format. */
function clfTime(timeMs: number): string {
  const [, day, month, year, time] = new Date(timeMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
