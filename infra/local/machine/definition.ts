import { isBatchJob, type Machine, type State, withoutTasks } from '../../prune-definition.ts';
import { bucketName, functionArn, functionOfArn } from '../names.ts';

/** `TrainSubdomainArn` -> `train-subdomain`: the values of the placeholders on one machine. */
export function substituted(text: string): Machine {
  const known = (name: string): string => {
    if (name === 'Bucket') return bucketName;
    if (!name.endsWith('Arn')) throw new Error(`The state machine has a placeholder nobody fills: ${name}`);
    const words = name.slice(0, -'Arn'.length).replace(/(?<!^)[A-Z]/g, '-$&');
    return functionArn(words.toLowerCase());
  };
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (_whole, name: string) => known(name))) as Machine;
}

/**
 * The state machine in a form that one computer executes with the same outcome:
 * - a Map runs as many items at once as there are threads for training;
 * - the time limit of a Task would run while the Task waits for a thread, so the limit of its function is used;
 * - the interpreter lacks the ItemReader of a Distributed Map, so a Task in front of the Map reads the items;
 * - there is no Batch, so the states of GPU jobs are left out, as in an installation without GPUs.
 */
export function forOneMachine(machine: Machine, mapConcurrency: number): Machine {
  return forThreads(withoutTasks(machine, isBatchJob), mapConcurrency);
}

function forThreads(machine: Machine, mapConcurrency: number): Machine {
  const states = Object.entries(machine.States).flatMap(([name, state]): [string, State][] => {
    if (state.Type === 'Task') return [[name, { ...state, TimeoutSeconds: longestTimeoutS }]];
    if (state.Type !== 'Map' || !state.ItemProcessor) return [[name, state]];
    const { ItemReader, ResultWriter: _, ToleratedFailurePercentagePath: __, ...map } = state;
    const local = {
      ...map,
      MaxConcurrency: mapConcurrency,
      ItemProcessor: forThreads(state.ItemProcessor, mapConcurrency),
    };
    if (!ItemReader) return [[name, local]];
    const reader: State = {
      Type: 'Task',
      Resource: itemReaderResource,
      Parameters: ItemReader.Parameters,
      ResultPath: '$.items',
      Next: `${name}Items`,
    };
    return [
      [name, reader],
      [`${name}Items`, { ...local, ItemsPath: '$.items' }],
    ];
  });
  return { ...machine, States: Object.fromEntries(states) };
}

export const itemReaderResource = functionArn('read-items');

/** Name of the function behind each Task, by the name of the state, Maps included. */
export function functionsOfStates(machine: Machine): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.Resource?.startsWith('arn:aws:lambda:')) found.set(name, functionOfArn(state.Resource));
    if (!state.ItemProcessor) continue;
    for (const [inner, functionName] of functionsOfStates(state.ItemProcessor))
      found.set(inner, functionName);
  }
  return found;
}

/** Names of all states that may be retried, Maps included. */
export function retriedStates(machine: Machine): string[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    ...(state.Retry ? [name] : []),
    ...(state.ItemProcessor ? retriedStates(state.ItemProcessor) : []),
  ]);
}

/** Three weeks; a timer of JavaScript can wait 24 days at most. */
const longestTimeoutS = 21 * 24 * 3600;
