import { monotonicMs } from '../../../../layers/run/storage/index.ts';

/**
 * The times that requests may be signed by. The clock of a machine is set at times, and a laptop that wakes up is set by
 * hours: a request that was signed just before is not a minute old. So the clock counts as it stood in the last quarter of
 * an hour, besides as it stands.
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

  /** Milliseconds since 1970: by the clock as it stands, then as it stood before it was set. */
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
/** So that a clock that is set while nobody asks is seen all the same. */
const watchedEveryMs = 250;
