/** The parts of a state machine in Amazon States Language that are used here. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly [field: string]: unknown;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: Machine;
  readonly ItemReader?: { readonly Parameters?: Readonly<Record<string, unknown>> };
  readonly [field: string]: unknown;
}

/** True if the state submits a job to AWS Batch. */
export function isBatchJob({ Resource }: State): boolean {
  return Resource?.startsWith('arn:aws:states:::batch:') ?? false;
}

/**
 * The machine without some of its tasks. Branches of a Choice that lead to them are removed, then each Choice without
 * branches and each state that is no longer reached. Step Functions refuses a machine whose role lacks rights for its
 * definition, so an installation without GPUs must not name Batch.
 *
 * @throws Error if a removed task has no way around it
 */
export function withoutTasks(machine: Machine, isUnwanted: (state: State) => boolean): Machine {
  const all = Object.entries(machine.States);
  const unwanted = new Set(all.filter(([, state]) => isUnwanted(state)).map(([name]) => name));
  const narrowed = all
    .filter(([name]) => !unwanted.has(name))
    .map(([name, state]): [string, State] => [name, withoutBranches(inner(state, isUnwanted), unwanted)]);

  const passedOver = new Map(
    narrowed.filter(([, state]) => isOneWay(state)).map(([name, state]) => [name, String(state.Default)]),
  );
  const target = (name: string): string => {
    if (unwanted.has(name)) throw new Error(`the state machine has no way around the state ${name}`);
    const next = passedOver.get(name);
    return next === undefined ? name : target(next);
  };
  const kept = new Map(
    narrowed
      .filter(([name]) => !passedOver.has(name))
      .map(([name, state]) => [name, redirected(state, target) as State]),
  );
  const StartAt = target(machine.StartAt);
  const reachable = reachableFrom(StartAt, kept);
  return {
    ...machine,
    StartAt,
    States: Object.fromEntries([...kept].filter(([name]) => reachable.has(name))),
  };
}

function inner(state: State, isUnwanted: (state: State) => boolean): State {
  if (!state.ItemProcessor) return state;
  return { ...state, ItemProcessor: withoutTasks(state.ItemProcessor, isUnwanted) };
}

interface Branch {
  readonly Next: string;
}

function withoutBranches(state: State, unwanted: ReadonlySet<string>): State {
  if (state.Type !== 'Choice') return state;
  return { ...state, Choices: (state.Choices as Branch[]).filter(({ Next }) => !unwanted.has(Next)) };
}

/** True for a Choice without branches, which always takes its default. */
function isOneWay({ Type, Choices }: State): boolean {
  return Type === 'Choice' && (Choices as Branch[]).length === 0;
}

/** Fields that name the next state, in a state, its branches and its catchers. */
const namesOfStates = ['Next', 'Default'];

function redirected(value: unknown, target: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => redirected(one, target));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, one]) => {
      if (field === 'ItemProcessor' || field === 'Parameters') return [field, one];
      return [field, namesOfStates.includes(field) ? target(one as string) : redirected(one, target)];
    }),
  );
}

function reachableFrom(start: string, states: ReadonlyMap<string, State>): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): string => {
    const state = states.get(name);
    if (!state) throw new Error(`the state machine has no state ${name}`);
    if (!seen.has(name)) {
      seen.add(name);
      redirected(state, visit);
    }
    return name;
  };
  visit(start);
  return seen;
}
