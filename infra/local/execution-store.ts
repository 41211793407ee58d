import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Keeps executions as files, one each, so that a killed process knows at its next start what it was doing. */
export class ExecutionStore {
  readonly #directory: string;
  readonly #executions = new Map<string, Execution>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const file of readdirSync(directory)) {
      if (file.endsWith(unfinishedSuffix)) rmSync(join(directory, file), { force: true });
      if (!file.endsWith('.json')) continue;
      const execution = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Execution;
      this.#executions.set(execution.name, execution);
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

  /** Written beside and then renamed, so that a file is whole whenever the process dies. */
  put(execution: Execution): void {
    this.#executions.set(execution.name, execution);
    const path = join(this.#directory, `${execution.name}.json`);
    writeFileSync(path + unfinishedSuffix, `${JSON.stringify(execution, undefined, 1)}\n`);
    renameSync(path + unfinishedSuffix, path);
  }
}

const unfinishedSuffix = '.unfinished';
