import type { RunPointer } from '../../layers/run/records/index.ts';
import { connectBucket } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type AggregateAnswer, aggregateRun } from './aggregate-run.ts';

/** Called by the state machine after every sub-domain is trained or lost. */
export const handler = stepHandler<RunPointer, AggregateAnswer>(
  'aggregate-models',
  async (event, { logger }) => {
    const answer = await aggregateRun(event, { bucket: connectBucket() });
    logger.info('aggregated', { run: event.run, answer });
    return answer;
  },
);
