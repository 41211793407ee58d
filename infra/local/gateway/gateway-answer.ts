import type { ServerResponse } from 'node:http';

/**
 * Sends the answer of a function as API Gateway would: an object with a `statusCode` is a whole response, any other value
 * is a JSON body with status 200. An invalid status is a failure of the function.
 */
export function sendAnswer(response: ServerResponse, answer: unknown): void {
  if (!isStructured(answer)) {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    return;
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = answer;
  const isStatus = Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599;
  if (!isStatus) {
    sendProblem(response, 500, `The function answered with status ${statusCode}.`);
    return;
  }
  if (cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain;charset=UTF-8');
  response.writeHead(statusCode).end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}

/** A problem of the gateway itself, in the form of RFC 9457. */
export function sendProblem(response: ServerResponse, status: number, detail: string): void {
  const problem = { type: 'about:blank', title: titles[status] ?? 'Error', status, detail };
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

const titles: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  504: 'Gateway Timeout',
};

interface Structured {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

function isStructured(answer: unknown): answer is Structured {
  return typeof answer === 'object' && answer !== null && 'statusCode' in answer;
}
