import { readFileSync } from 'node:fs';
import { prepareRun } from '../../../functions/prepare-study/prepare-run.ts';
import { readPartition, runId, studyVersion } from '../../../layers/run/records/index.ts';
import { connectBucket } from '../../../layers/run/storage/index.ts';
import { study } from './long-study.ts';

/** `prepare-from-s3.ts [WINDOW_MB]`: prepares the study in the bucket of the environment; its last line is what that took. */
const [, , windowMb] = process.argv;
const bucket = connectBucket();
let requests = 0;
let retries = 0;
bucket.client.middlewareStack.add(
  (next) => async (args) => {
    const answer = await next(args);
    const { attempts = 1 } = (answer.output as { $metadata: { attempts?: number } }).$metadata;
    requests++;
    retries += attempts - 1;
    return answer;
  },
  { step: 'initialize' },
);
const start = performance.now();
const startCpu = process.cpuUsage();
const run = runId((await studyVersion(bucket, study))!);
const pointer = { bucket: bucket.name, study, run };
const limits = { memoryMb: 3008, seconds: 900 };
const capacity = { preparing: limits, aggregating: limits };
const { state, reason } = await prepareRun(pointer, bucket, {
  capacity,
  windowMb: windowMb === undefined ? undefined : Number(windowMb),
});
if (state !== 'Prepared') throw new Error(reason);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
const { counts } = await readPartition(bucket, pointer);
const rows = counts.trainRows + counts.validationRows + counts.heldOutRows;
const cpuSeconds = (user + system) / 1e6;
process.stdout.write(
  `${JSON.stringify({ rows, seconds, cpuSeconds, peakMb: peakKb / 1024, requests, retries })}\n`,
);
