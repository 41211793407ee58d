import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { type Disk, disk as realDisk, unfinishedSuffix } from '../disk/disk.ts';
import { putAside } from '../disk/put-aside.ts';
import { isOutOfHandles, StorageFailure } from '../disk/storage-failure.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

/** One execution of the state machine, as stored and as returned by `DescribeExecution`. */
export interface Execution {
  readonly name: string;
  readonly status: ExecutionStatus;
  /** JSON text, unchanged. */
  readonly input: string;
  /** JSON text; only of an execution that succeeded. */
  readonly output?: string;
  /** Only of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  /** ISO 8601. */
  readonly startDate: string;
  readonly stopDate?: string;
  /** Only of a redriven execution: how often, and when last. */
  readonly redriveCount?: number;
  readonly redriveDate?: string;
  /** Name of the current or last state. */
  readonly state?: string;
}

export interface ExecutionStoreOptions {
  readonly disk?: Disk;
  /** Gets a message for each file that cannot be read or written. */
  readonly note?: (line: string) => void;
  /** Pause before a failed write is repeated. */
  readonly retryMs?: number;
}

/** Stores each execution as a file, so that a process that was killed goes on with them at its next start. */
export class ExecutionStore {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #note: (line: string) => void;
  readonly #retryMs: number;
  readonly #executions = new Map<string, Execution>();
  /** Names of executions whose file is out of date. */
  readonly #behind = new Set<string>();

  constructor(
    directory: string,
    { disk = realDisk, note = () => {}, retryMs = 5_000 }: ExecutionStoreOptions = {},
  ) {
    this.#directory = directory;
    this.#disk = disk;
    this.#note = note;
    this.#retryMs = retryMs;
    makeFolder(directory);
    for (const file of readdirSync(directory)) {
      if (file.endsWith(unfinishedSuffix)) disk.remove(join(directory, file));
      else if (file.endsWith('.json')) this.#load(join(directory, file));
    }
  }

  get(name: string): Execution | undefined {
    return this.#executions.get(name);
  }

  /** All executions, the newest first. */
  list(): Execution[] {
    return [...this.#executions.values()].sort((a, b) =>
      a.startDate === b.startDate ? (a.name < b.name ? -1 : 1) : a.startDate > b.startDate ? -1 : 1,
    );
  }

  /** Stores an execution that begins or begins again. @throws StorageFailure if it cannot be stored; then it has not begun */
  put(execution: Execution): void {
    this.#write(execution);
    this.#executions.set(execution.name, execution);
  }

  /**
   * Stores the new state of an execution. If it cannot be written now, it is valid all the same and written later. If the
   * process dies before, its next start goes on with the earlier state.
   */
  update(execution: Execution): void {
    this.#executions.set(execution.name, execution);
    if (this.#behind.has(execution.name)) return;
    this.#bring(execution.name);
  }

  #bring(name: string): void {
    const execution = this.#executions.get(name)!;
    try {
      this.#write(execution);
      this.#behind.delete(name);
    } catch (error) {
      if (!this.#behind.has(name)) this.#note((error as Error).message);
      this.#behind.add(name);
      setTimeout(() => this.#bring(name), this.#retryMs).unref();
    }
  }

  #write(execution: Execution): void {
    const path = join(this.#directory, `${execution.name}.json`);
    try {
      this.#disk.write(path, `${JSON.stringify(execution, undefined, 1)}\n`);
    } catch (error) {
      throw new StorageFailure(error as Error, `keeping the run ${execution.name}`, path);
    }
  }

  #load(path: string): void {
    try {
      const execution = JSON.parse(this.#disk.read(path).toString()) as Execution;
      const { name, status, input, startDate } = execution;
      const isWhole = [name, status, input, startDate].every((value) => typeof value === 'string');
      if (!isWhole || !path.endsWith(`${name}.json`)) throw new Error('it does not hold an execution');
      JSON.parse(input);
      this.#executions.set(name, execution);
    } catch (error) {
      if (isOutOfHandles(error)) throw error; // the file itself may be sound
      putAside(path, (error as Error).message, this.#note);
    }
  }
}
