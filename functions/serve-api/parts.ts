import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Runs } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import type { ModelCache } from './model-cache.ts';

/** The stores and the clock that the routes use. */
export interface ApiParts {
  readonly bucket: Bucket;
  readonly runs: Runs;
  readonly models: ModelCache;
  readonly now: () => Date;
}

/** One route: its address, its OpenAPI operation and its handler. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly operation: Omit<RouteConfig, 'method' | 'path' | 'responses'> & {
    readonly operationId: string;
    readonly summary: string;
    readonly responses: Readonly<Record<string, ResponseConfig>>;
  };
  readonly answer: (event: APIGatewayProxyEventV2, parts: ApiParts) => Promise<ApiAnswer>;
}

export type ApiAnswer = APIGatewayProxyStructuredResultV2;
