import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { functions } from '../../infra/system.ts';
import { heapMb, idleS, PreparingFunction } from './large-recordings/preparing-function.ts';

/** Recordings and megabytes of EMG in each. */
const studies = [
  [4, 100],
  [12, 400],
] as const;

/**
 * Memory and time of preparing recordings of hundreds of megabytes by the function as it is bundled, through its S3 client, from a
 * server in another process that closes connections after 20 s without data.
 */
export async function run(): Promise<void> {
  const preparing = new PreparingFunction();
  const { memoryMb } = functions['prepare-study'];
  try {
    const preparations = [];
    for (const [recordings, megabytesEach] of studies) {
      const spent = await preparing.run(recordings, megabytesEach);
      preparations.push({ recordings, megabytesEach, ...spent });
      console.log(
        `prepared ${recordings} recordings of ${megabytesEach} MB, ${spent.rows} rows: ${spent.seconds.toFixed(0)} s (${spent.cpuSeconds.toFixed(0)} s of a processor), ${spent.peakMb.toFixed(0)} MB of ${memoryMb}, ${spent.retries} of ${spent.requests} requests tried again`,
      );
    }
    const report = {
      what: 'prepare-study of recordings of five channels at 2 kHz and an angle at 200 Hz, bundled, from a server that closes connections that are idle for 20 s',
      machine: cpus()[0]!.model,
      date: new Date().toISOString().slice(0, 10),
      heapMb,
      idleS,
      memoryMb,
      preparations,
    };
    const file = new URL('./results/large-recordings.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    if (preparations.some(({ peakMb }) => peakMb > memoryMb)) {
      throw new Error(`more than ${memoryMb} MB`);
    }
  } finally {
    preparing.remove();
  }
}
