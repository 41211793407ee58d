import { rmse } from '../../../base/numbers/index.ts';
import type { Trace } from '../run-report.ts';

/** RMSE in degrees of one mode over the drawn samples of a trace; null if no sample can be compared. */
export function rmseOf(trace: Trace, mode: string): number | null {
  const predicted = trace.predictedDeg[mode] ?? [];
  const compared = trace.measuredDeg.flatMap((measured, at) => {
    const value = predicted[at];
    return measured === null || value === null || value === undefined ? [] : [{ measured, value }];
  });
  if (compared.length === 0) return null;
  return rmse(
    compared.map(({ measured }) => measured),
    compared.map(({ value }) => value),
  );
}

/**
 * At most `limit` traces, evenly spaced from the best to the worst by their error, both ends included: a choice
 * that neither flatters nor blames.
 */
export function fromBestToWorst(traces: readonly Trace[], mode: string, limit: number): Trace[] {
  const ranked = traces
    .map((trace) => ({ trace, error: rmseOf(trace, mode) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.error - b.error || a.trace.recording.localeCompare(b.trace.recording))
    .map(({ trace }) => trace);
  if (ranked.length <= limit) return ranked;
  return Array.from(
    { length: limit },
    (_, index) => ranked[Math.round((index * (ranked.length - 1)) / (limit - 1))]!,
  );
}
