import { z } from 'zod';
import { soundLatest } from '../../../layers/run/records/index.ts';
import { jsonAnswer } from '../answer.ts';
import type { ApiRoute } from '../parts.ts';

const modelsSchema = z
  .object({
    models: z.array(
      z.object({
        study: z.string(),
        run: z.string().describe('Run that trained the published model.'),
        publishedAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'Models' });

/** GET /v1/models: the published model of each study. */
export const listModelsRoute: ApiRoute = {
  method: 'GET',
  path: '/v1/models',
  operation: {
    operationId: 'listModels',
    summary: 'Published models',
    responses: {
      200: {
        description: 'One model for each study.',
        content: { 'application/json': { schema: modelsSchema } },
      },
    },
  },
  answer: async (_event, { bucket }) => {
    const entries = await bucket.list('models/');
    const pointers = entries.filter(({ key }) => /^models\/[^/]+\/latest\.json$/.test(key));
    const models = await Promise.all(
      pointers.map(async ({ key }) => {
        const pointer = await soundLatest(bucket, key.split('/')[1]!);
        // Deleted between the list and the read, or damaged: a request for this model reports it.
        if (pointer === undefined) return [];
        return [{ study: pointer.study, run: pointer.run, publishedAt: pointer.publishedAt }];
      }),
    );
    return jsonAnswer({ models: models.flat() });
  },
};
