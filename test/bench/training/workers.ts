import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { writeLargeRun } from './large-run.ts';
import { spread } from './spread.ts';

const program = fileURLToPath(new URL('./train-worker.ts', import.meta.url));
const sideBySideRounds = 5;
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

/** Eight sub-domains one after the other, and by two processes side by side; start-up counts in both. */
export async function measureSideBySide() {
  const ids = Array.from({ length: 8 }, (_, at) => `part-${at + 1}`);
  const serial: number[] = [];
  const sideBySide: number[] = [];
  const ratios: number[] = [];
  const controlRatios: number[] = [];
  for (let round = 0; round < sideBySideRounds; round++) {
    serial.push(await timed((folder) => train(folder, ids)));
    sideBySide.push(
      await timed((folder) => Promise.all([train(folder, ids.slice(0, 4)), train(folder, ids.slice(4))])),
    );
    ratios.push(sideBySide.at(-1)! / serial.at(-1)!);
    const [one, two] = [await timeControl(1), await timeControl(2)];
    controlRatios.push(two / (2 * one));
  }
  return {
    subdomains: ids.length,
    rowsEach: 10_000,
    serialS: spread(serial),
    sideBySideS: spread(sideBySide),
    ratio: spread(ratios),
    /** The same of a loop that only computes: 0.5 where two cores are free, 1 where there is in effect one. */
    controlRatio: spread(controlRatios),
    mostRatio: 0.55,
  };

  function timed(work: (folder: string) => Promise<unknown>): Promise<number> {
    return inFolder(async (folder) => {
      await writeLargeRun(folder, new Array(ids.length).fill(10_000), { epochs: 30, lbfgsIterations: 0 });
      const start = performance.now();
      await work(folder);
      return (performance.now() - start) / 1000;
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
  const child = spawn(process.execPath, [program, folder, ...ids], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`training ended with ${code}`);
  return JSON.parse(told.trim().split('\n').at(-1)!);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
