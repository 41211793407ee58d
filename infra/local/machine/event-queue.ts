import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../../make-folder.ts';
import { type Disk, disk as realDisk, unfinishedSuffix } from '../disk/disk.ts';
import { putAside } from '../disk/put-aside.ts';
import { isOutOfHandles, StorageFailure } from '../disk/storage-failure.ts';

export interface EventQueueOptions<Event> {
  readonly directory: string;
  readonly deliver: (event: Event, signal: AbortSignal) => Promise<unknown>;
  /** Pauses before an event is delivered again. Lambda tries an event of EventBridge three times. */
  readonly retryDelaysMs?: readonly number[];
  /** Pause before each further delivery after a `TransientError`, such as a full disk, as long as it lasts. */
  readonly patienceMs?: number;
  readonly log: (line: string) => void;
  /** Gets a message for each file that cannot be read or written. */
  readonly alarm: (line: string) => void;
  readonly disk?: Disk;
}

/** Delivers events to a function. Each event is kept as a file until it is delivered, so that a kill loses none. */
export class EventQueue<Event extends { readonly id: string }> {
  readonly #options: EventQueueOptions<Event>;
  readonly #closing = new AbortController();
  readonly #deliveries = new Set<Promise<void>>();
  readonly #disk: Disk;
  #isOpen = false;

  constructor(options: EventQueueOptions<Event>) {
    this.#options = options;
    this.#disk = options.disk ?? realDisk;
    makeFolder(options.directory);
  }

  push(event: Event): void {
    const path = this.#path(event.id);
    try {
      this.#disk.write(path, JSON.stringify(event));
    } catch (error) {
      const failure = new StorageFailure(error as Error, `keeping the event ${event.id}`, path);
      this.#options.alarm(`${failure.message} It is delivered, but a kill before then would lose it.`);
    }
    if (this.#isOpen) this.#start(event);
  }

  /** Starts delivery, first of events that an earlier process left or that came before this call. */
  open(): void {
    this.#isOpen = true;
    const { directory } = this.#options;
    for (const file of readdirSync(directory)) {
      if (file.endsWith(unfinishedSuffix)) this.#disk.remove(join(directory, file));
      if (!file.endsWith('.json')) continue;
      const event = this.#read(join(directory, file));
      if (event) this.#start(event);
    }
  }

  #read(path: string): Event | undefined {
    try {
      const event = JSON.parse(this.#disk.read(path).toString()) as Event;
      if (typeof event?.id === 'string') return event;
      throw new Error('it is no event');
    } catch (error) {
      if (isOutOfHandles(error)) throw error; // the file itself may be sound
      putAside(path, (error as Error).message, this.#options.alarm);
      return undefined;
    }
  }

  /** Ends all deliveries; events that were not delivered are kept for the next start. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The local world is closing.'));
    await Promise.all(this.#deliveries);
  }

  #start(event: Event): void {
    const delivery = this.#deliver(event).finally(() => this.#deliveries.delete(delivery));
    this.#deliveries.add(delivery);
  }

  async #deliver(event: Event): Promise<void> {
    const { deliver, retryDelaysMs = [1_000, 5_000], patienceMs = 30_000, log } = this.#options;
    const { signal } = this.#closing;
    const delaysMs = [0, ...retryDelaysMs];
    for (const [tries, delayMs] of delaysMs.entries()) {
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await deliver(event, signal);
        this.#forget(event);
        return;
      } catch (error) {
        const isLast = tries === delaysMs.length - 1;
        if (isLast && (error as Error).name === 'TransientError') delaysMs.push(patienceMs);
        if (!signal.aborted) log(`event ${event.id}: ${(error as Error).message}`);
      }
    }
    if (signal.aborted) return;
    log(`event ${event.id} is given up: ${JSON.stringify(event)}`);
    this.#forget(event);
  }

  /** An event that cannot be removed is delivered once more at the next start, which starts no second run. */
  #forget(event: Event): void {
    try {
      this.#disk.remove(this.#path(event.id));
    } catch (error) {
      this.#options.alarm(`event ${event.id} cannot be removed: ${(error as Error).message}`);
    }
  }

  #path(id: string): string {
    return join(this.#options.directory, `${id}.json`);
  }
}
