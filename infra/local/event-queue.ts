import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface EventQueueOptions<Event> {
  readonly directory: string;
  readonly deliver: (event: Event, signal: AbortSignal) => Promise<unknown>;
  /** Pauses before an event is delivered again. Lambda tries an event of EventBridge three times. */
  readonly retryDelaysMs?: readonly number[];
  readonly log: (line: string) => void;
}

/** Delivers events to a function and keeps each as a file until it is through, so that a kill loses none. */
export class EventQueue<Event extends { readonly id: string }> {
  readonly #options: EventQueueOptions<Event>;
  readonly #closing = new AbortController();
  readonly #deliveries = new Set<Promise<void>>();
  #isOpen = false;

  constructor(options: EventQueueOptions<Event>) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
  }

  push(event: Event): void {
    const path = this.#path(event.id);
    writeFileSync(`${path}.unfinished`, JSON.stringify(event));
    renameSync(`${path}.unfinished`, path);
    if (this.#isOpen) this.#start(event);
  }

  /** Begins to deliver: first what is there already, left by an earlier process or come before this call. */
  open(): void {
    this.#isOpen = true;
    const { directory } = this.#options;
    for (const file of readdirSync(directory)) {
      if (file.endsWith('.json'))
        this.#start(JSON.parse(readFileSync(join(directory, file), 'utf8')) as Event);
    }
  }

  /** Ends all deliveries; those that were not through are kept for the next start. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The local world is closing.'));
    await Promise.all(this.#deliveries);
  }

  #start(event: Event): void {
    const delivery = this.#deliver(event).finally(() => this.#deliveries.delete(delivery));
    this.#deliveries.add(delivery);
  }

  async #deliver(event: Event): Promise<void> {
    const { deliver, retryDelaysMs = [1_000, 5_000], log } = this.#options;
    const { signal } = this.#closing;
    for (const delayMs of [0, ...retryDelaysMs]) {
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await deliver(event, signal);
        rmSync(this.#path(event.id), { force: true });
        return;
      } catch (error) {
        if (!signal.aborted) log(`event ${event.id}: ${(error as Error).message}`);
      }
    }
    if (signal.aborted) return;
    log(`event ${event.id} is given up: ${JSON.stringify(event)}`);
    rmSync(this.#path(event.id), { force: true });
  }

  #path(id: string): string {
    return join(this.#options.directory, `${id}.json`);
  }
}
