import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { markTransient } from '../../layers/run/storage/index.ts';
import { type AccessLogger, accessLog } from './access-log.ts';
import type { ApiAnswer, ApiParts, ApiRoute } from './parts.ts';
import { ProblemError, problemAnswer } from './problem.ts';
import { refuseCompressed } from './refuse-compressed.ts';
import { apiRoutes } from './routes.ts';

/** The HTTPS API, version 1, as one handler of API Gateway events (payload 2.0). It never throws. */
export function createApi(parts: () => ApiParts, logger: AccessLogger) {
  const router = httpRouter<APIGatewayProxyEventV2, ApiAnswer>({
    routes: apiRoutes.map(({ method, path, answer }) => ({
      method,
      path,
      handler: async (event: APIGatewayProxyEventV2) => {
        refuseCompressed(event);
        return markTransient(() => answer(event, parts()));
      },
    })),
    notFoundResponse,
  });
  // 250 ms before the function's time is over, middy throws a TimeoutError, which is answered with 504.
  return middy<APIGatewayProxyEventV2, ApiAnswer, Error, Context>({ timeoutEarlyInMillis: 250 })
    .use(accessLog(logger))
    .onError((request) => {
      request.response = problemAnswer(request.error, request.event?.requestContext?.requestId);
    })
    .handler(async (event, context) => {
      // The gateway has no route for this request and checked no scope, so the router must not find one either.
      if (event.routeKey === noRoute) return notFoundResponse(addressOf(event));
      return router(event, context);
    });
}

/** Route key of API Gateway for requests that match none of its routes. */
const noRoute = '$default';

function addressOf({ requestContext }: APIGatewayProxyEventV2) {
  const { method = '', path = '' } = requestContext?.http ?? {};
  return { method, path };
}

function notFoundResponse({ method, path }: { method: string; path: string }): never {
  const allowed = apiRoutes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method);
  const isAnother = allowed.length === 0 || allowed.includes(method as ApiRoute['method']);
  if (isAnother) throw new ProblemError(404, 'This API has no such address.');
  const allow = [...new Set(allowed)].join(', ');
  throw new ProblemError(405, `This address takes ${allow}, not ${method.slice(0, 20)}.`, {
    headers: { allow },
  });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`);
}
