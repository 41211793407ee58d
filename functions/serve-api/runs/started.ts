import { z } from 'zod';

/** Answer of a call that starts or continues a run. */
export const startedSchema = z
  .object({
    study: z.string(),
    run: z.string().describe('Id of the run. GET /v1/runs/{run} shows its progress.'),
  })
  .meta({ id: 'StartedRun' });

export const startedHeaders = z.object({ location: z.string().describe('Address of the run.') });
