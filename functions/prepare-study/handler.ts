import { runBudgetOf } from '../../layers/run/cost/index.ts';
import type { RunPointer } from '../../layers/run/records/index.ts';
import { connectBucket } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { capacityOf } from './capacity-of.ts';
import { type PrepareAnswer, prepareRun } from './prepare-run.ts';

/** First step of the state machine: checks a study and divides it into sub-domains, or rejects it with its faults. */
export const handler = stepHandler<RunPointer, PrepareAnswer>(
  'prepare-study',
  async (event, { logger, context }) => {
    const answer = await prepareRun(event, connectBucket(), {
      gpu: process.env.SARCOMERE_GPU === 'true',
      capacity: capacityOf(context),
      budget: runBudgetOf(),
      onDamage: (damage) => logger.warn('prepared anew', { run: event.run, damage }),
    });
    logger.info('prepared', { run: event.run, state: answer.state, reason: answer.reason });
    return answer;
  },
);
