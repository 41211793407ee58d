import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../../infra/cloud/bundle/bundle.ts';
import { projectRoot } from '../../../infra/cloud/root.ts';

export interface Spent {
  readonly seconds: number;
  /** Other work on the machine hardly changes this time. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** A worker as it would be deployed; the last line that it prints is its answer. */
export function bundled(entry: string, mostHeapMb: number) {
  const bundle = mkdtempSync(join(tmpdir(), 'sarcomere-scale-bundle-'));
  bundleFunction(join(projectRoot, 'bench/speed/scale', entry), bundle);
  return {
    run: <T>(...args: readonly string[]): T => {
      const node = [`--max-old-space-size=${mostHeapMb}`, join(bundle, 'handler.mjs'), ...args];
      const stdout = execFileSync(process.execPath, node, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return JSON.parse(stdout.trim().split('\n').at(-1)!);
    },
    remove: () => rmSync(bundle, { recursive: true }),
  };
}

export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sarcomere-scale-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
