import fc from 'fast-check';

/** Faults during one run: kind, frequency and end. */
export interface FaultSchedule {
  readonly seed: number;
  /** Share of the requests to the bucket that meet each fault, 0 to 1. */
  readonly shares: Readonly<Record<RequestFault, number>>;
  /** Duration of faults after the upload, ms; then there are none, so that the run can end. */
  readonly faultsForMs: number;
  /** Times after its start at which the serving process is killed (SIGKILL) and started again, ms. */
  readonly killsAfterMs: readonly number[];
  /** The disk is full from one moment to another, ms after the upload; absent: never. */
  readonly diskFull?: { readonly fromMs: number; readonly forMs: number };
}

/**
 * throttle: 503 SlowDown; fail: 500; reset: the connection is cut before an answer; cut: in the middle of the answer;
 * lost: the request is carried out and the connection is cut before the answer; stall: nothing happens for seconds.
 */
export type RequestFault = 'throttle' | 'fail' | 'reset' | 'cut' | 'lost' | 'stall';

const share = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.double({ min: 0.005, max: 0.08, noNaN: true }) },
);

const schedules = fc.record({
  shares: fc.record({ throttle: share, fail: share, reset: share, cut: share, lost: share, stall: share }),
  faultsForMs: fc.integer({ min: 500, max: 20_000 }),
  killsAfterMs: fc.array(fc.integer({ min: 300, max: 5000 }), { maxLength: 2 }),
  diskFull: fc.option(
    fc.record({ fromMs: fc.integer({ min: 0, max: 4000 }), forMs: fc.integer({ min: 200, max: 4000 }) }),
    { freq: 3, nil: undefined },
  ),
});

/** The same schedules for the same numbers, on every machine. */
export function faultSchedule(seed: number): FaultSchedule {
  const { diskFull, ...rest } = fc.sample(schedules, { seed, numRuns: 1 })[0]!;
  return { seed, ...rest, ...(diskFull === undefined ? {} : { diskFull }) };
}
