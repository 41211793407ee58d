import { aggregateRun } from '../../../functions/aggregate-models/aggregate-run.ts';
import { publishModel } from '../../../functions/publish-model/publish-model.ts';
import { FolderBucket } from '../folder-bucket.ts';
import { pointer } from './trained-run.ts';

/** `aggregate-worker.ts FOLDER`: aggregates and publishes the run in the folder; its last line is seconds, processor seconds, and peak memory. */
const bucket = new FolderBucket(process.argv[2]!);
const start = performance.now();
const startCpu = process.cpuUsage();
await aggregateRun(pointer, { bucket, now: () => new Date(0) });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
await publishModel(pointer, { bucket, now: () => new Date(0) });
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb })}\n`);
