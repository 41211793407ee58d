import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLargeRun } from './large-run.ts';
import { spread } from './spread.ts';
import { startWorker } from './training-process.ts';

const sideBySideRounds = 5;
const sideBySideRows = 20_000;
/** Arithmetic that touches no memory: what it gains from a second process is all that the machine has to give. */
const control = 'let x = 0; for (let i = 0; i < 3e7; i++) x = (x * 1.0000001 + i) % 7; if (x < 0) throw x;';

/** train-subdomain in a process of its own on 200,000 samples; its peak resident memory counts Node too. */
export async function measureMemory() {
  const samples = 200_000;
  return inFolder(async (folder) => {
    await writeLargeRun(folder, [samples], { epochs: 2, lbfgsIterations: 4 });
    const { peakMb } = await train(folder, ['part-1']);
    return { samples, inputs: 40, peakMb: Math.round(peakMb), mostMb: 512 };
  });
}

/** So few that no validation error ends one training before another: all sub-domains are equal work. */
const equalWork = { epochs: 25 };

/**
 * Eight sub-domains of equal work by one worker and by two side by side, which take the next one when they are done with
 * one. Workers are warm, as in a running installation.
 */
export async function measureSideBySide() {
  const ids = Array.from({ length: 8 }, (_, at) => `part-${at + 1}`);
  const serial: number[] = [];
  const sideBySide: number[] = [];
  const ratios: number[] = [];
  const controlRatios: number[] = [];
  for (let round = 0; round < sideBySideRounds; round++) {
    serial.push(await timed(1));
    sideBySide.push(await timed(2));
    ratios.push(sideBySide.at(-1)! / serial.at(-1)!);
    const [one, two] = [await timeControl(1), await timeControl(2)];
    controlRatios.push(two / (2 * one));
  }
  return {
    subdomains: ids.length,
    rowsEach: sideBySideRows,
    serialS: spread(serial),
    sideBySideS: spread(sideBySide),
    ratio: spread(ratios),
    /** The same of a loop that only computes: 0.5 if two cores are free, 1 if there is in effect one. */
    controlRatio: spread(controlRatios),
    mostRatio: 0.55,
  };

  function timed(count: number): Promise<number> {
    return inFolder(async (folder) => {
      const warmUps = Array.from({ length: count }, (_, at) => `part-${ids.length + at + 1}`);
      await writeLargeRun(
        folder,
        [...new Array(ids.length).fill(sideBySideRows), ...warmUps.map(() => 1000)],
        equalWork,
      );
      const workers = warmUps.map(() => startWorker(folder));
      await Promise.all(workers.map((worker, at) => worker.train(warmUps[at]!)));
      const left = [...ids];
      const start = performance.now();
      await Promise.all(
        workers.map(async (worker) => {
          for (let id = left.shift(); id; id = left.shift()) await worker.train(id);
        }),
      );
      const seconds = (performance.now() - start) / 1000;
      await Promise.all(workers.map((worker) => worker.close()));
      return seconds;
    });
  }
}

/** Seconds of one typical sub-domain with all defaults: its whole call, as Lambda bills it once it is warm. */
export async function measureTypical() {
  const rows = 20_000;
  const seconds: number[] = [];
  for (let round = 0; round < 3; round++) {
    await inFolder(async (folder) => {
      await writeLargeRun(folder, [rows], {});
      seconds.push((await train(folder, ['part-1'])).seconds);
    });
  }
  return { rows, seconds: spread(seconds) };
}

/** Seconds for so many control loops, each in a process of its own. */
export async function timeControl(processes: number): Promise<number> {
  const start = performance.now();
  const loops = Array.from({ length: processes }, () => spawn(process.execPath, ['-e', control]));
  await Promise.all(loops.map((loop) => once(loop, 'close')));
  return (performance.now() - start) / 1000;
}

async function train(folder: string, ids: readonly string[]): Promise<{ seconds: number; peakMb: number }> {
  const worker = startWorker(folder);
  const start = performance.now();
  for (const id of ids) await worker.train(id);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakMb: await worker.close() };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
