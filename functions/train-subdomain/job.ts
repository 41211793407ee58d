import { fork } from 'node:child_process';
import { watchProcess } from './watch-process.ts';

/** Longer than any step: on Lambda, 15 minutes is the limit for everything. */
const longestStepMs = 15 * 60_000;

const onInterruption = (interrupt: () => void) => process.once('SIGTERM', interrupt);
const log = (line: object) => console.log(JSON.stringify(line));

/**
 * Entry of the GPU image: trains one sub-domain as a job without a time limit. The process starts itself a second time; the
 * second process trains, the first one watches it.
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
