import { z } from 'zod';

/** Answer of a call that lets a run work. */
export const startedSchema = z
  .object({ study: z.string(), run: z.string().describe('GET /v1/runs/{run} tells how far it is.') })
  .meta({ id: 'StartedRun' });

export const startedHeaders = z.object({ location: z.string().describe('Where the run is.') });
