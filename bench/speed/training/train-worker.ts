import { createInterface } from 'node:readline';
import { trainSubdomain } from '../../../functions/train-subdomain/train-subdomain.ts';
import { FolderBucket } from '../folder-bucket.ts';
import { pointer } from './large-run.ts';

/** `train-worker.ts FOLDER`: trains each sub-domain named by a line of stdin; an empty line requests its peak memory. */
const bucket = new FolderBucket(process.argv[2]!);
for await (const subdomain of createInterface(process.stdin)) {
  const answer = subdomain
    ? await trainSubdomain({ ...pointer, subdomain }, { bucket, deadlineMs: Date.now() + 3_600_000 })
    : { peakMb: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
