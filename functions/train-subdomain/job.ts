import { connectBucket } from '../../layers/storage/connect.ts';
import { trainJob } from './train-job.ts';

/** The training of one sub-domain as a job with all the time it needs: the entry of the GPU image. */
process.exitCode = await trainJob(process.env, {
  bucket: connectBucket(),
  onInterruption: (interrupt) => process.once('SIGTERM', interrupt),
  log: (line) => console.log(JSON.stringify(line)),
});
