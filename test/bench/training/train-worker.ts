import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import { FolderBucket } from '../folder-bucket.ts';
import { pointer } from './large-run.ts';

/** `train-worker.ts FOLDER ID...`: trains sub-domains one after the other; its last line is seconds and peak memory. */
const [folder, ...ids] = process.argv.slice(2);
const bucket = new FolderBucket(folder!);
const start = performance.now();
for (const subdomain of ids) {
  const { state } = await trainSubdomain(
    { ...pointer, subdomain },
    { bucket, deadlineMs: Date.now() + 3_600_000 },
  );
  if (state !== 'trained') throw new Error(`${subdomain} is ${state}`);
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`);
