import { connectBucket, monotonicMs } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type TrainAnswer, type TrainEvent, trainSubdomain } from './train-subdomain.ts';

/** Called by the state machine for each sub-domain, repeatedly until its local model is trained. */
export const handler = stepHandler<TrainEvent, TrainAnswer>(
  'train-subdomain',
  async (event, { logger, deadlineMs }) => {
    const startedMs = monotonicMs();
    const answer = await trainSubdomain(event, { bucket: connectBucket(), deadlineMs });
    logger.info('trained', { run: event.run, answer, seconds: (monotonicMs() - startedMs) / 1000 });
    return answer;
  },
);
