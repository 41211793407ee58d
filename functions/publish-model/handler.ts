import type { PublishedRun } from '../../layers/run/records/index.ts';
import { connectBucket } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type PublishRequest, publishModel } from './publish-model.ts';

/** The last step of the state machine: predictions then use the new global model, unless there is a newer one. */
export const handler = stepHandler<PublishRequest, PublishedRun>(
  'publish-model',
  async (event, { logger }) => {
    const answer = await publishModel(event, { bucket: connectBucket() });
    logger.info('published', { run: event.run, answer });
    return answer;
  },
);
