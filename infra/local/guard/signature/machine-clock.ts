import { monotonicMs } from '../../../../layers/run/storage/index.ts';

/**
 * The times against which signatures are checked. A machine's clock may be set, by hours when a laptop wakes up, and a
 * request that was signed just before is not old. So besides the current time, the time by the clock of the last quarter
 * of an hour counts.
 */
export class MachineClock {
  readonly #wallMs: () => number;
  readonly #steadyMs: () => number;
  #offsetMs: number;
  #earlier: { readonly offsetMs: number; readonly untilMs: number }[] = [];
  readonly #watching: NodeJS.Timeout;

  constructor(wallMs: () => number = Date.now, steadyMs: () => number = monotonicMs) {
    this.#wallMs = wallMs;
    this.#steadyMs = steadyMs;
    this.#offsetMs = wallMs() - steadyMs();
    this.#watching = setInterval(() => this.timesMs(), watchedEveryMs).unref();
  }

  /** Milliseconds since 1970: by the current clock, then by the clock before it was set. */
  timesMs(): readonly number[] {
    const steadyMs = this.#steadyMs();
    const offsetMs = this.#wallMs() - steadyMs;
    this.#earlier = this.#earlier.filter(({ untilMs }) => untilMs > steadyMs);
    if (Math.abs(offsetMs - this.#offsetMs) > 1000) {
      this.#earlier.push({ offsetMs: this.#offsetMs, untilMs: steadyMs + rememberedMs });
    }
    this.#offsetMs = offsetMs;
    return [offsetMs, ...this.#earlier.map((one) => one.offsetMs)].map((one) => steadyMs + one);
  }

  stop(): void {
    clearInterval(this.#watching);
  }
}

const rememberedMs = 15 * 60_000;
/** Notices a clock that is set between requests. */
const watchedEveryMs = 250;
