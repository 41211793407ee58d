import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of a file among the shared reference tables and recordings, which lie beside the project. */
export function sharedPath(name: string): string {
  return fileURLToPath(new URL(`../../../../shared/${name}`, import.meta.url));
}

/** True if the shared file is present; tests that need an absent file are skipped. */
export function hasShared(name: string): boolean {
  return existsSync(sharedPath(name));
}

/** A numeric CSV by column. Text cells become NaN. */
export function readReference(name: string): Record<string, Float64Array> {
  const [header, ...rows] = readFileSync(sharedPath(name), 'utf8').trim().split(/\r?\n/);
  const cells = rows.map((row) => row.split(',').map(Number));
  return Object.fromEntries(
    header!.split(',').map((column, c) => [column, Float64Array.from(cells, (row) => row[c]!)]),
  );
}

/** Numbers of an OpenSim storage file by column. */
export function readStorage(name: string): Record<string, Float64Array> {
  const [, body] = readFileSync(sharedPath(name), 'utf8').split(/endheader\r?\n/);
  const [header, ...rows] = body!.trim().split(/\r?\n/);
  const cells = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return Object.fromEntries(
    header!
      .trim()
      .split(/\s+/)
      .map((column, c) => [column, Float64Array.from(cells, (row) => row[c]!)]),
  );
}

/** Pearson's r of two signals over the frames where both are finite. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const frames = Array.from(a, (_, t) => t).filter((t) => Number.isFinite(a[t]! + b[t]!));
  const mean = (of: ArrayLike<number>): number => frames.reduce((sum, t) => sum + of[t]!, 0) / frames.length;
  const meanA = mean(a);
  const meanB = mean(b);
  const sum = (f: (t: number) => number): number => frames.reduce((total, t) => total + f(t), 0);
  const cross = sum((t) => (a[t]! - meanA) * (b[t]! - meanB));
  return cross / Math.sqrt(sum((t) => (a[t]! - meanA) ** 2) * sum((t) => (b[t]! - meanB) ** 2));
}

/** Repeatable numbers in 0..1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

/** Central difference of a function of one number. */
export function slopeOf(f: (x: number) => number, x: number, h: number = 1e-5): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}
