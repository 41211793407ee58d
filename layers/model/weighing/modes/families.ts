import type { GivenKinds, GivenNames, Naming } from '../../inputs/index.ts';
import { namings, noNames } from '../../inputs/index.ts';
import { ContextGate, NestedGate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { mostUsed, temperature } from './gated.ts';

/** Local models that cover the study together, by places. */
export interface Family {
  readonly name: string;
  readonly learner: 'network' | 'forest';
  /** Kinds of names that a prediction must give. */
  readonly needs: readonly Naming[];
  /** True if it takes part only if the subject is not given or not known. */
  readonly isForStrangers: boolean;
  readonly localModels: readonly { readonly place: number; readonly names: GivenNames }[];
}

/** The families of the models that arrived, in the order of their first model. */
export function familiesOf({ localModels }: Pick<Evidence, 'localModels'>): Family[] {
  const families = new Map<string, Omit<Family, 'localModels'> & { readonly localModels: Member[] }>();
  for (const [
    place,
    { family: name, learner = 'network', names = {}, needs = [], isForStrangers = false },
  ] of localModels.entries()) {
    if (name === undefined) continue;
    const family = families.get(name) ?? { name, learner, needs, isForStrangers, localModels: [] };
    families.set(name, family);
    family.localModels.push({ place, names });
  }
  return [...families.values()];
}

type Member = Family['localModels'][number];

/** The kinds of names by which the sub-domains of a family were cut. */
export function cutOf({ localModels }: Family): Naming[] {
  return namings.filter((by) => localModels.some(({ names }) => names[by] !== undefined));
}

/** Every set of some kinds of names, none first. */
export function givenSets(kinds: readonly Naming[]): GivenKinds[] {
  const own = namings.filter((by) => kinds.includes(by));
  let sets: GivenKinds[] = [noNames];
  for (const by of own) sets = sets.concat(sets.map((set) => [...set, by]));
  return sets;
}

/** A gate over families; in a family of which several local models fit, weights go by the EMG context. */
export function nestedGate(
  families: readonly Family[],
  shares: ConstructorParameters<typeof NestedGate>[0]['shares'],
  evidence: Pick<Evidence, 'localModels' | 'contexts'>,
): NestedGate {
  return new NestedGate({
    families: families.map(({ name, localModels }) => ({ name, localModels })),
    shares,
    within: contextGate(evidence),
  });
}

/** Of the sub-domains of the division a row uses as many as in `gated`; networks of other seeds have the same contexts. */
function contextGate({
  localModels,
  contexts,
}: Pick<Evidence, 'localModels' | 'contexts'>): ContextGate | undefined {
  const seen = contexts.filter((context) => context !== undefined).length;
  if (seen === 0) return undefined;
  const subdomains = localModels.filter(({ kind }) => kind === 'local').length;
  return new ContextGate({
    temperature,
    localModels: contexts.map((context) =>
      context ? { error: 1, mean: context.mean, deviation: context.deviation } : null,
    ),
    ...(subdomains > mostUsed ? { mostLocalModels: Math.ceil((mostUsed * seen) / subdomains) } : {}),
  });
}
