import { prepareRun } from '../../../functions/prepare-study/prepare-run.ts';
import { readPartition, runId, studyVersion } from '../../../layers/run/records/index.ts';
import { type RecordedKind, RecordedStudy } from './recorded-study.ts';

/** `prepare-worker.ts FOLDER SUBDOMAINS KIND [CHANNELS]`: prepares such a study; its last line is seconds, processor seconds, and peak memory. */
const [, , folder = '', subdomains, kind, channels = '5'] = process.argv;
const bucket = new RecordedStudy(folder, Number(subdomains), kind as RecordedKind, Number(channels));
const run = runId((await studyVersion(bucket, bucket.study))!);
const pointer = { bucket: 'folder', study: bucket.study, run };
const start = performance.now();
const startCpu = process.cpuUsage();
const { state, reason } = await prepareRun(pointer, bucket);
if (state !== 'Prepared') throw new Error(reason);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
const { recordings, filesBytes } = bucket;
const { counts } = await readPartition(bucket, pointer);
const rows = counts.trainRows + counts.validationRows + counts.heldOutRows;
const spent = { seconds, cpuSeconds: (user + system) / 1e6, peakMb };
process.stdout.write(`${JSON.stringify({ recordings, rows, filesMb: filesBytes / 1e6, ...spent })}\n`);
