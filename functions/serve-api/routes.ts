import type { ApiRoute } from './parts.ts';
import { cancelRunRoute } from './routes/cancel-run.ts';
import { getModelRoute } from './routes/get-model.ts';
import { getRunRoute } from './routes/get-run.ts';
import { healthRoute } from './routes/health.ts';
import { listModelsRoute } from './routes/list-models.ts';
import { listRunsRoute } from './routes/list-runs.ts';
import { openApiRoute } from './routes/openapi.ts';
import { predictRoute } from './routes/predict.ts';
import { redriveRunRoute } from './routes/redrive-run.ts';
import { requestUploadsRoute } from './routes/request-uploads.ts';
import { startRunRoute } from './routes/start-run.ts';
import { validateStudyRoute } from './routes/validate-study.ts';
import { withdrawSubjectRoute } from './routes/withdraw-subject.ts';

/** Every route of the API. */
export const apiRoutes: readonly ApiRoute[] = [
  predictRoute,
  listModelsRoute,
  getModelRoute,
  listRunsRoute,
  getRunRoute,
  cancelRunRoute,
  redriveRunRoute,
  requestUploadsRoute,
  startRunRoute,
  validateStudyRoute,
  withdrawSubjectRoute,
  openApiRoute(() => apiRoutes),
  healthRoute,
];
