/**
 * Milliseconds of a clock that is never set, the same in every thread of a process. For deadlines and durations: the system
 * time may jump by hours when a laptop wakes up or the time is corrected.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
