import { byKind, list, nullOr, number, object, oneOf, pair, recordOf, type Shape, text } from './shape.ts';

/**
 * A gate in `model.json`: the weight of each local model in each row. Weights are not negative and sum to 1 in a row.
 * docs/model-format.md has the formulas.
 */
export type GateJson = ConstantGateJson | ContextGateJson | NameGateJson | BlendGateJson | NestedGateJson;

/** The same weights in every row. */
export interface ConstantGateJson {
  readonly kind: 'constant';
  /** One a local model. */
  readonly weights: readonly number[];
}

/** The weight of a local model grows with the likeness of the EMG context to that of its training rows. */
export interface ContextGateJson {
  readonly kind: 'context';
  /** Power to which the density of the context is taken; no unit. */
  readonly temperature: number;
  /** One a local model; null for one that has weight 0 in every row. */
  readonly localModels: readonly (ContextDensityJson | null)[];
  /** Most local models with a weight in one row, the largest weights first; absent: all. */
  readonly mostLocalModels?: number;
}

/** Gaussian with a diagonal covariance of the context inputs, over the training rows of a local model. */
export interface ContextDensityJson {
  /** One a context input, in the unit of the inputs. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Training error of the local model, in deviations of the outputs; no unit. */
  readonly error: number;
}

/** If a listed name is given, the local models that were trained on its rows lead. */
export interface NameGateJson {
  readonly kind: 'name';
  readonly by: 'subject' | 'site' | 'task';
  /** By name: place of a local model, and the part of the name's training rows that it was trained on. Parts sum to 1. */
  readonly leaders: Readonly<Record<string, readonly (readonly [localModel: number, part: number])[]>>;
  /** Sum of the weights that the leaders share, 0 to 1; `otherwise` gives the rest. */
  readonly share: number;
  /** The shares of the leaders are in proportion to: part times weight by `otherwise` (`gate`), or part (`parts`). */
  readonly within: 'gate' | 'parts';
  /** The gate for rows without a listed name. */
  readonly otherwise: GateJson;
}

/** A mean of gates. */
export interface BlendGateJson {
  readonly kind: 'blend';
  readonly gates: readonly GateJson[];
  /** One a gate, summing to 1. */
  readonly shares: readonly number[];
}

/** Families of local models, and the share of each by the kinds of names that are given. */
export interface NestedGateJson {
  readonly kind: 'nested';
  readonly families: readonly FamilyJson[];
  /**
   * By the kinds of names that are given: one share a family, summing to 1. The entry with the most kinds, all of which
   * are given, counts; one entry has none.
   */
  readonly shares: readonly {
    readonly given: readonly ('subject' | 'site' | 'task')[];
    readonly shares: readonly number[];
  }[];
  /** Weights of the fitting local models of one family, in proportion; absent: equal. */
  readonly within?: GateJson;
}

/** Local models whose sub-domains cover the study together. */
export interface FamilyJson {
  /** `networks by task`, `forests by subject and task`, ... */
  readonly name: string;
  readonly localModels: readonly {
    readonly place: number;
    /** Names that all rows of the sub-domain share, if it was cut by them. */
    readonly names: { readonly [by in 'subject' | 'site' | 'task']?: string | undefined };
  }[];
}

/** A share of 1 may have been rounded up. */
const share = number({ least: 0, most: 1 + 1e-9 });
const place = number({ least: 0, isWhole: true });

/** A mode with all kinds of gates is four gates deep; a deeper file than this was not written by a run. */
const deepestGate = 12;

const constant = object({ kind: oneOf('constant'), weights: list(share) });
const density = object({
  mean: list(number()),
  deviation: list(number({ above: 0 })),
  error: number({ above: 0 }),
});
const context = object(
  { kind: oneOf('context'), temperature: number({ above: 0 }), localModels: list(nullOr(density)) },
  { mostLocalModels: number({ least: 1, isWhole: true }) },
);

const family = object({
  name: text({ least: 1 }),
  localModels: list(object({ place, names: object({}, { subject: text(), site: text(), task: text() }) }), {
    least: 1,
  }),
});

/** The shape of a gate. `gateDisagreements` checks its lists. */
export const gateSchema: Shape<GateJson> = gateOf(deepestGate);

function gateOf(depth: number): Shape<GateJson> {
  if (depth === 0) return byKind({ constant, context });
  const inner: Shape<GateJson> = gateOf(depth - 1);
  const name = object({
    kind: oneOf('name'),
    by: oneOf('subject', 'site', 'task'),
    leaders: recordOf(text(), list(pair(place, share), { least: 1 })),
    share,
    within: oneOf('gate', 'parts'),
    otherwise: inner,
  });
  const blend = object({
    kind: oneOf('blend'),
    gates: list(inner, { least: 1 }),
    shares: list(share),
  });
  const nested = object(
    {
      kind: oneOf('nested'),
      families: list(family, { least: 1 }),
      shares: list(object({ given: list(oneOf('subject', 'site', 'task')), shares: list(share) }), {
        least: 1,
      }),
    },
    { within: inner },
  );
  return byKind({ constant, context, name, blend, nested });
}

/** What the lists of a gate must agree with. */
interface Sizes {
  readonly localModels: number;
  /** Of the context. */
  readonly columns: number;
}

/**
 * Contradictions of a gate with itself or with the model, each a sentence in the words of `model.json`: lists whose lengths
 * differ, weights that do not sum to 1.
 *
 * @param gate one that has the shape of the schema
 */
export function* gateDisagreements(gate: GateJson, sizes: Sizes): Generator<string> {
  const { localModels, columns } = sizes;
  switch (gate.kind) {
    case 'constant':
      if (gate.weights.length !== localModels)
        yield `${gate.weights.length} weights for ${localModels} localModels`;
      if (!sumsToOne(gate.weights)) yield 'weights do not sum to 1';
      return;
    case 'context':
      if (gate.localModels.length !== localModels)
        yield `${gate.localModels.length} contexts for ${localModels} localModels`;
      if (gate.localModels.every((density) => density === null)) yield 'no local model has a weight';
      if (gate.localModels.some((density) => density !== null && !hasColumns(density, columns)))
        yield `a context is not one of ${columns} inputs`;
      return;
    case 'name':
      for (const [name, parts] of Object.entries(gate.leaders)) {
        const places = parts.map(([place]) => place);
        if (places.some((place) => place >= localModels))
          yield `leaders.${name} names a local model that is not there`;
        if (new Set(places).size !== places.length) yield `leaders.${name} names a local model twice`;
        if (!sumsToOne(parts.map(([, part]) => part))) yield `leaders.${name}: parts do not sum to 1`;
      }
      yield* gateDisagreements(gate.otherwise, sizes);
      return;
    case 'blend':
      if (gate.shares.length !== gate.gates.length)
        yield `${gate.shares.length} shares for ${gate.gates.length} gates`;
      if (!sumsToOne(gate.shares)) yield 'shares do not sum to 1';
      for (const inner of gate.gates) yield* gateDisagreements(inner, sizes);
      return;
    case 'nested':
      yield* nestedDisagreements(gate, sizes);
  }
}

function* nestedDisagreements(gate: NestedGateJson, sizes: Sizes): Generator<string> {
  for (const { name, localModels } of gate.families) {
    const places = localModels.map(({ place }) => place);
    if (places.some((place) => place >= sizes.localModels))
      yield `the family ${name} names a local model that is not there`;
    if (new Set(places).size !== places.length) yield `the family ${name} names a local model twice`;
  }
  if (!gate.shares.some(({ given }) => given.length === 0)) yield 'no shares for rows without names';
  const keys = gate.shares.map(({ given }) => given.toSorted().join());
  if (new Set(keys).size !== keys.length) yield 'shares are listed twice for the same kinds of names';
  if (gate.shares.some(({ given }) => new Set(given).size !== given.length))
    yield 'shares list a kind of names twice';
  for (const { given, shares } of gate.shares) {
    const key = given.join(' and ') || 'no names';
    if (shares.length !== gate.families.length)
      yield `${shares.length} shares given ${key} for ${gate.families.length} families`;
    if (!sumsToOne(shares)) yield `the shares given ${key} do not sum to 1`;
  }
  if (gate.within) yield* gateDisagreements(gate.within, sizes);
}

/** True if a context or its density has one mean and one deviation for each of so many inputs. */
export function hasColumns(
  { mean, deviation }: { readonly mean: readonly number[]; readonly deviation: readonly number[] },
  columns: number,
): boolean {
  return mean.length === columns && deviation.length === columns;
}

/** Rounded weights of thousands of local models sum to 1 within this. */
const sumTolerance = 1e-6;

function sumsToOne(values: readonly number[]): boolean {
  return Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) <= sumTolerance;
}
