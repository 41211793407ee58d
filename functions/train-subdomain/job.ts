import { fork } from 'node:child_process';
import { watchProcess } from './watch-process.ts';

/** No step takes so long: on Lambda, with fifteen minutes for everything, none could. */
const longestStepMs = 15 * 60_000;

const onInterruption = (interrupt: () => void) => process.once('SIGTERM', interrupt);
const log = (line: object) => console.log(JSON.stringify(line));

/**
 * The training of one sub-domain as a job with all the time it needs: the entry of the GPU image. It starts itself once
 * more; that process trains, this one watches it.
 */
process.exitCode = process.send ? await train() : await watch();

function watch(): Promise<number> {
  return watchProcess(fork(import.meta.filename), { silenceMs: longestStepMs, onInterruption, log });
}

async function train(): Promise<number> {
  const { connectBucket } = await import('../../layers/run/storage/index.ts');
  const { trainJob } = await import('./train-job.ts');
  const onStep = () => process.send!('step');
  return trainJob(process.env, { bucket: connectBucket(), onInterruption, log, onStep });
}
