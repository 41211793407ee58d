import { Logger } from '@aws-lambda-powertools/logger';
import { loadPublishedMode } from '../../layers/model/predictor/index.ts';
import { connectBucket, connectRuns } from '../../layers/run/storage/index.ts';
import { createApi } from './api.ts';
import { ModelCache } from './model-cache.ts';
import type { ApiParts } from './parts.ts';

let warm: ApiParts | undefined;

/** Called by API Gateway for every route of the API. */
export const handler = createApi(() => (warm ??= connect()), new Logger({ serviceName: 'serve-api' }));

function connect(): ApiParts {
  const bucket = connectBucket();
  return {
    bucket,
    runs: connectRuns(),
    models: new ModelCache(bucket, loadPublishedMode),
    now: () => new Date(),
  };
}
