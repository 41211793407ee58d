import type { GivenNames, Naming } from '../../inputs/index.ts';
import { namings } from '../../inputs/index.ts';
import { ContextGate, NestedGate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** Local models that cover the study together, by places. */
export interface Family {
  readonly name: string;
  readonly learner: 'network' | 'forest';
  /** Kinds of names that a prediction must give. */
  readonly needs: readonly Naming[];
  readonly localModels: readonly { readonly place: number; readonly names: GivenNames }[];
}

/** The families of the models that arrived, in the order of their first model. */
export function familiesOf({ localModels }: Pick<Evidence, 'localModels'>): Family[] {
  const families = new Map<string, Omit<Family, 'localModels'> & { readonly localModels: Member[] }>();
  for (const [
    place,
    { family: name, learner = 'network', names = {}, needs = [] },
  ] of localModels.entries()) {
    if (name === undefined) continue;
    const family = families.get(name) ?? { name, learner, needs, localModels: [] };
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

/** A gate over families; in a family without a single fitting local model, weights go by the EMG context. */
export function nestedGate(
  families: readonly Family[],
  shares: ConstructorParameters<typeof NestedGate>[0]['shares'],
  evidence: Pick<Evidence, 'contexts'>,
): NestedGate {
  return new NestedGate({
    families: families.map(({ name, localModels }) => ({ name, localModels })),
    shares,
    within: contextGate(evidence),
  });
}

/** As in the mode `gated`: a sharp gate raises the error if the data are homogeneous. */
const temperature = 0.3;

function contextGate({ contexts }: Pick<Evidence, 'contexts'>): ContextGate | undefined {
  if (contexts.every((seen) => seen === undefined)) return undefined;
  return new ContextGate({
    temperature,
    localModels: contexts.map((seen) =>
      seen ? { error: 1, mean: seen.mean, deviation: seen.deviation } : null,
    ),
  });
}
