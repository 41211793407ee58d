import type { DivideRows } from './subdomain.ts';

/** Contiguous blocks of equal length, in the order of the recordings. */
export const contiguousBlocks: DivideRows = (_table, rows, problem) => {
  const count = Math.min(problem.subdomains.count, rows.length);
  return Array.from({ length: count }, (_, at) => ({
    label: `block ${at + 1} of ${count}`,
    rows: rows.subarray(Math.round((at * rows.length) / count), Math.round(((at + 1) * rows.length) / count)),
  }));
};
