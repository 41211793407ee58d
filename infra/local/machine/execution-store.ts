import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { type Disk, disk as realDisk, unfinishedSuffix } from '../disk/disk.ts';
import { putAside } from '../disk/put-aside.ts';
import { isOutOfHandles, StorageFailure } from '../disk/storage-failure.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';

/** One execution of the state machine, as it is kept and as `DescribeExecution` shows it. */
export interface Execution {
  readonly name: string;
  readonly status: ExecutionStatus;
  /** JSON text, as it was given. */
  readonly input: string;
  /** JSON text; only of an execution that succeeded. */
  readonly output?: string;
  /** Only of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  /** ISO 8601. */
  readonly startDate: string;
  readonly stopDate?: string;
  /** Only of one that was redriven: how often, and when last. */
  readonly redriveCount?: number;
  readonly redriveDate?: string;
  /** Name of the state that it is in, or was in when it ended. */
  readonly state?: string;
}

export interface ExecutionStoreOptions {
  readonly disk?: Disk;
  /** Told of files that cannot be read or written. */
  readonly note?: (line: string) => void;
  /** Pause before what could not be written is written again. */
  readonly retryMs?: number;
}

/** Keeps executions as files, one each, so that a killed process knows at its next start what it was doing. */
export class ExecutionStore {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #note: (line: string) => void;
  readonly #retryMs: number;
  readonly #executions = new Map<string, Execution>();
  /** Names of those whose file is older than what is known of them. */
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

  /** An execution that begins, or begins again. @throws StorageFailure where it cannot be kept: it then has not begun */
  put(execution: Execution): void {
    this.#write(execution);
    this.#executions.set(execution.name, execution);
  }

  /**
   * What has become of an execution. It holds also where it cannot be written just now, and is written later: a process that
   * dies before finds the execution as it was, and goes on with it.
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
      if (!isWhole || !path.endsWith(`${name}.json`)) throw new Error('it is no execution');
      JSON.parse(input);
      this.#executions.set(name, execution);
    } catch (error) {
      if (isOutOfHandles(error)) throw error; // says nothing of this file
      putAside(path, (error as Error).message, this.#note);
    }
  }
}
