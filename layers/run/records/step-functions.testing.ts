import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { RunInput } from './run-objects.ts';
import { executionArnOf, type Runs } from './run-state.ts';

type Execution = DescribeExecutionOutput & { name: string };

/** Step Functions in memory. It ends no execution by itself. */
export class MemoryStepFunctions implements Runs {
  readonly stateMachineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:study-run';
  readonly executions = new Map<string, Execution>();
  readonly client: Runs['client'];
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
    this.client = { send: ((command: unknown) => this.#answer(command)) as never };
  }

  running(): string[] {
    return [...this.executions.values()].filter(({ status }) => status === 'RUNNING').map(({ name }) => name);
  }

  input(name: string): RunInput {
    return JSON.parse(this.executions.get(name)!.input!);
  }

  /** Lets an execution end. */
  end(name: string, how: Partial<Execution>): void {
    Object.assign(this.executions.get(name)!, { stopDate: this.#now() }, how);
  }

  async #answer(command: unknown): Promise<unknown> {
    if (command instanceof StartExecutionCommand)
      return this.#start(command.input.name!, command.input.input!);
    if (command instanceof ListExecutionsCommand)
      return { executions: this.#list(command.input.statusFilter) };
    const { executionArn } = (command as DescribeExecutionCommand).input;
    const execution = [...this.executions.values()].find((one) => one.executionArn === executionArn);
    if (!execution) throw named('ExecutionDoesNotExist');
    if (command instanceof DescribeExecutionCommand) return { ...execution };
    if (command instanceof StopExecutionCommand) return this.#stop(execution, command.input);
    if (command instanceof RedriveExecutionCommand) return this.#redrive(execution);
    throw new Error('this command is not implemented');
  }

  #start(name: string, input: string) {
    const before = this.executions.get(name);
    const isSameCall = before?.status === 'RUNNING' && before.input === input;
    if (before && !isSameCall) throw named('ExecutionAlreadyExists');
    const execution = before ?? {
      name,
      input,
      status: 'RUNNING' as const,
      startDate: this.#now(),
      executionArn: executionArnOf(this, name),
      stateMachineArn: this.stateMachineArn,
    };
    this.executions.set(name, execution);
    return { startDate: execution.startDate };
  }

  #list(status: string | undefined): Execution[] {
    return [...this.executions.values()].reverse().filter((one) => !status || one.status === status);
  }

  #stop(execution: Execution, { error, cause }: { error?: string | undefined; cause?: string | undefined }) {
    if (execution.status === 'RUNNING') this.end(execution.name, { status: 'ABORTED', error, cause });
    return { stopDate: execution.stopDate };
  }

  #redrive(execution: Execution) {
    if (execution.status === 'RUNNING' || execution.status === 'SUCCEEDED')
      throw named('ExecutionNotRedrivable');
    for (const field of ['error', 'cause', 'stopDate'] as const) delete execution[field];
    Object.assign(execution, { status: 'RUNNING', redriveDate: this.#now() });
    return { redriveDate: execution.redriveDate };
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
