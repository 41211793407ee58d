import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiAnswer } from './parts.ts';
import { ProblemError } from './problem.ts';
import { apiRoutes } from './routes.ts';

export interface AccessLogger {
  info(message: string, extra: Record<string, unknown>): void;
  error(message: string, extra: Record<string, unknown>): void;
}

/**
 * Writes one line a request: route, status, milliseconds. Address, query, body and error messages are left out,
 * since they may name a subject or hold EMG.
 */
export function accessLog(logger: AccessLogger): MiddlewareObj<APIGatewayProxyEventV2, ApiAnswer> {
  const started = new WeakMap<object, number>();
  const write = (
    event: APIGatewayProxyEventV2,
    answer: ApiAnswer | null | undefined,
    error?: Error | null,
  ) => {
    const begin = started.get(event);
    const line = {
      route: routeOf(event),
      status: answer?.statusCode,
      ms: begin === undefined ? undefined : Math.round(performance.now() - begin),
      requestId: event?.requestContext?.requestId,
    };
    const isOurs = error && (answer?.statusCode ?? 500) >= 500;
    if (isOurs) logger.error('request failed', { ...line, error: error.name, at: placeOf(error) });
    else logger.info('request', line);
  };
  return {
    before: ({ event }) => {
      if (typeof event === 'object' && event !== null) started.set(event, performance.now());
    },
    after: ({ event, response }) => write(event, response),
    onError: ({ event, response, error }) => write(event, response, error),
  };
}

function routeOf(event: APIGatewayProxyEventV2): string {
  const known = apiRoutes.map(({ method, path }) => `${method} ${path}`);
  return known.find((route) => route === event?.routeKey) ?? 'other';
}

/** The frames of the stack, without the message above them. */
function placeOf(error: Error): string[] {
  if (error instanceof ProblemError) return [];
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 6).map((frame) => frame.trim());
}
