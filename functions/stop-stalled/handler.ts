import { connectBucket, connectRuns } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type StopStalledAnswer, stopStalled } from './stop-stalled.ts';

/** Called on a schedule; the event is ignored. */
export const handler = stepHandler<unknown, StopStalledAnswer>('stop-stalled', async (_event, { logger }) => {
  const bucket = connectBucket();
  const answer = await stopStalled({ bucket, runs: connectRuns(), now: () => bucket.now() });
  logger.info('looked', { answer });
  return answer;
});
