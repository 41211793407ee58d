import { ExecutionTimeoutError, StateMachine } from 'aws-local-stepfunctions';
import { functionOfArn } from '../names.ts';
import {
  forOneMachine,
  functionsOfStates,
  itemReaderResource,
  retriedStates,
  substituted,
} from './definition.ts';
import type { Execution, ExecutionStatus, ExecutionStore } from './execution-store.ts';

export interface StepFunctionsOptions {
  /** Text of the state machine, with its placeholders. */
  readonly definitionText: string;
  readonly store: ExecutionStore;
  readonly invoke: (functionName: string, input: unknown, signal: AbortSignal) => Promise<unknown>;
  /** Bytes of an object of the bucket; for the items of a Distributed Map. */
  readonly readObject: (key: string) => Uint8Array | undefined;
  readonly mapConcurrency: number;
  /** Delay before every retry, instead of the delays of the state machine. */
  readonly retryDelayMs?: number | undefined;
  readonly now?: () => Date;
}

/** Executes the state machine, each execution once by its name, and stores the outcome. */
export class StepFunctions {
  readonly #options: StepFunctionsOptions;
  readonly #machine: StateMachine;
  readonly #functions: ReadonlyMap<string, string>;
  readonly #retryIntervals: Record<string, number>;
  readonly #running = new Map<string, { stop: (reason: Error) => void; ended: Promise<void> }>();
  readonly #now: () => Date;

  constructor(options: StepFunctionsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    const machine = forOneMachine(substituted(options.definitionText), options.mapConcurrency);
    this.#machine = new StateMachine(machine as never);
    this.#functions = functionsOfStates(machine);
    const { retryDelayMs } = options;
    const retried =
      retryDelayMs === undefined ? [] : retriedStates(machine).map((name) => [name, retryDelayMs]);
    this.#retryIntervals = Object.fromEntries(retried);
  }

  get executions(): Pick<ExecutionStore, 'get' | 'list'> {
    return this.#options.store;
  }

  start(name: string, input: string): Execution {
    const execution: Execution = { name, status: 'RUNNING', input, startDate: this.#now().toISOString() };
    this.#options.store.put(execution);
    this.#run(execution);
    return execution;
  }

  /**
   * Runs an execution again that failed, timed out or was stopped. AWS goes on from the failed state; here all states are
   * entered again and skip finished work.
   */
  redrive(name: string): Execution | undefined {
    const ended = this.#options.store.get(name);
    if (!ended || ended.status === 'RUNNING' || ended.status === 'SUCCEEDED') return undefined;
    const { input, startDate, redriveCount = 0 } = ended;
    const execution: Execution = {
      name,
      status: 'RUNNING',
      input,
      startDate,
      redriveCount: redriveCount + 1,
      redriveDate: this.#now().toISOString(),
    };
    this.#options.store.put(execution);
    this.#run(execution);
    return execution;
  }

  /** Runs executions again that were running when the process ended. Each step is idempotent and skips finished work. */
  resume(): void {
    for (const execution of this.#options.store.list().reverse()) {
      if (execution.status === 'RUNNING') this.#run(execution);
    }
  }

  /** Ends a running execution; one that has ended stays as it is. */
  stop(name: string, error?: string, cause?: string): Execution | undefined {
    const running = this.#running.get(name);
    if (running) {
      this.#end(name, 'ABORTED', { ...(error ? { error } : {}), ...(cause ? { cause } : {}) });
      running.stop(new Error('The execution was stopped.'));
    }
    return this.#options.store.get(name);
  }

  /** Stops work. Running executions stay RUNNING in the store and are resumed at the next start. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    for (const { stop } of running) stop(new Error('The local world is closing.'));
    await Promise.all(running.map(({ ended }) => ended));
  }

  #run({ name, input, startDate }: Execution): void {
    const controller = new AbortController();
    const { result, eventLogs, abort } = this.#machine.run(JSON.parse(input), {
      overrides: {
        taskResourceLocalHandlers: this.#handlers(controller.signal) as never,
        retryIntervalOverrides: this.#retryIntervals,
      },
      context: { Execution: { Name: name, StartTime: startDate } },
    });
    const ended = this.#settle(name, outcomeOf(result), eventLogs, controller.signal);
    const stop = (reason: Error) => {
      abort();
      controller.abort(reason);
    };
    this.#running.set(name, { stop, ended });
  }

  #handlers(signal: AbortSignal) {
    const { invoke, readObject } = this.#options;
    const readItems = (input: { Key: string }) => {
      const bytes = readObject(input.Key);
      if (bytes) return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
      throw Object.assign(new Error(`There is no object ${input.Key}.`), { name: 'States.ItemReaderFailed' });
    };
    const itemReader = functionOfArn(itemReaderResource);
    return Object.fromEntries(
      [...this.#functions].map(([state, functionName]) => [
        state,
        functionName === itemReader ? readItems : (input: unknown) => invoke(functionName, input, signal),
      ]),
    );
  }

  /**
   * Stores every state that the machine enters, and how it ended. After an execution was stopped, or left for the next
   * start, nothing more is stored: it may have been redriven meanwhile.
   */
  async #settle(
    name: string,
    outcome: Promise<Ending>,
    events: ReturnType<StateMachine['run']>['eventLogs'],
    stopped: AbortSignal,
  ): Promise<void> {
    for await (const event of events) {
      const isOfTheMachineItself = event.type === 'StateEntered' && event.index === undefined;
      if (isOfTheMachineItself && !stopped.aborted) this.#update(name, { state: event.state.name });
    }
    const { status, ...details } = await outcome;
    if (!stopped.aborted) this.#end(name, status, details);
  }

  #end(name: string, status: ExecutionStatus, outcome: Partial<Execution>): void {
    this.#update(name, { ...outcome, status, stopDate: this.#now().toISOString() });
    this.#running.delete(name);
  }

  #update(name: string, change: Partial<Execution>): void {
    const execution = this.#options.store.get(name);
    if (execution) this.#options.store.update({ ...execution, ...change });
  }
}

type Ending = Pick<Execution, 'status' | 'output' | 'error' | 'cause'>;

async function outcomeOf(result: Promise<unknown>): Promise<Ending> {
  try {
    return { status: 'SUCCEEDED', output: JSON.stringify(await result) };
  } catch (thrown) {
    if (thrown instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', error: 'States.Timeout' };
    const { name: error, message: cause } = ((thrown as Error).cause ?? thrown) as Error;
    return { status: 'FAILED', error, cause };
  }
}
