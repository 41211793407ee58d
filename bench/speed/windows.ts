import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { PreparingFunction, type Spent } from './large-recordings/preparing-function.ts';

const windowsMb = [16, 64, 256] as const;
/** Recordings and megabytes of EMG in each. */
const studies = [
  [30, 20],
  [120, 5],
] as const;
/** Assumed of S3; streams do not slow each other down, which favours large windows. */
const store = { firstByteMs: 30, mbPerS: 85 } as const;
const repeats = 3;

/**
 * Memory and time of preparing by how much is fetched together, from a store as slow as S3. Windows take turns, so that load of the
 * machine meets all alike; the median of the repeats by wall time is written.
 */
export async function run(): Promise<void> {
  const preparing = new PreparingFunction();
  try {
    const preparations = [];
    for (const [recordings, megabytesEach] of studies) {
      const spent = new Map<number, Spent[]>(windowsMb.map((windowMb) => [windowMb, []]));
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (const windowMb of windowsMb) {
          spent.get(windowMb)!.push(await preparing.run(recordings, megabytesEach, { windowMb, store }));
        }
      }
      for (const [windowMb, all] of spent) {
        const median = all.toSorted((a, b) => a.seconds - b.seconds)[(repeats - 1) / 2]!;
        preparations.push({ recordings, megabytesEach, windowMb, ...median });
        console.log(
          `prepared ${recordings} recordings of ${megabytesEach} MB by windows of ${windowMb} MB: ${median.seconds.toFixed(1)} s (${median.cpuSeconds.toFixed(1)} s of a processor), ${median.peakMb.toFixed(0)} MB`,
        );
      }
    }
    const report = {
      what: 'prepare-study of recordings of five channels at 2 kHz and an angle at 200 Hz, bundled, by the megabytes that are fetched together, from a server that waits before each answer and sends each body at a limited speed',
      machine: cpus()[0]!.model,
      date: new Date().toISOString().slice(0, 10),
      store,
      repeats,
      preparations,
    };
    const file = new URL('./results/windows.json', import.meta.url);
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    preparing.remove();
  }
}
