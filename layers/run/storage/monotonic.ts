/**
 * Milliseconds of a clock that nobody sets, the same in every thread of a process. Deadlines and durations are counted
 * by it: the clock on the wall may jump by hours, when a laptop wakes up or its time is corrected.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
