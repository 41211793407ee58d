import { closeSync, openSync, writeSync } from 'node:fs';
import { StorageFailure } from './storage-failure.ts';

/**
 * Appends lines to a file at once. Lines that cannot be written are skipped and counted, so that a full disk stops no
 * work. Before the next line, the file gets the number of missing lines and the reason.
 */
export class LogFile {
  readonly #path: string;
  readonly #warn: (line: string) => void;
  readonly #write: (file: number, text: string) => void;
  #file: number | undefined;
  #missing = 0;
  #why = '';

  constructor(
    path: string,
    warn: (line: string) => void,
    write: (file: number, text: string) => void = writeSync,
  ) {
    this.#path = path;
    this.#warn = warn;
    this.#write = write;
  }

  add(line: string): void {
    try {
      this.#file ??= openSync(this.#path, 'a', 0o600);
      const gap =
        this.#missing > 0 ? `local-world ${this.#missing} lines are missing here: ${this.#why}\n` : '';
      this.#write(this.#file, `${gap}${line}\n`);
      this.#missing = 0;
    } catch (error) {
      this.#why = new StorageFailure(error as Error, 'writing the log', this.#path).message;
      if (this.#missing === 0) this.#warn(this.#why);
      this.#missing += 1;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
