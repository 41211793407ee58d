import type { EventBridgeEvent } from 'aws-lambda';
import { connectBucket, connectRuns } from '../../layers/run/storage/index.ts';
import { stepHandler } from '../step-handler.ts';
import { type StartRunAnswer, startRun } from './start-run.ts';

export type UploadEvent = EventBridgeEvent<'Object Created', { object: { key: string } }>;

/** Time reserved for starting the run after the wait. */
const marginMs = 20_000;

/** Called by EventBridge when a manifest arrives in the bucket. */
export const handler = stepHandler<UploadEvent, StartRunAnswer>(
  'start-run',
  async (event, { logger, deadlineMs }) => {
    const answer = await startRun(event.detail.object.key, {
      bucket: connectBucket(),
      runs: connectRuns(),
      patience: {
        settleS: Number(process.env.SARCOMERE_SETTLE_S ?? 30),
        uploadS: Number(process.env.SARCOMERE_UPLOAD_S ?? 15 * 60),
        deadlineMs: deadlineMs - marginMs,
      },
    });
    logger.info('upload seen', { answer });
    return answer;
  },
);
