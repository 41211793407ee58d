import type { GivenKinds, Naming } from '../../inputs/index.ts';
import { cutOf, familiesOf, givenSets, nestedGate } from './families.ts';
import type { Mode } from './mode.ts';

/**
 * Yardstick: forests alone. The forest of the subject and task that are given; of the task, or of the subject, if only one
 * of them is given; otherwise the forest of everything.
 */
export const forest: Mode = {
  name: 'forest',
  fit(evidence) {
    const forests = familiesOf(evidence).filter(({ learner }) => learner === 'forest');
    const cuts = forests.map(cutOf);
    if (!cuts.some((cut) => cut.length === 0)) return undefined;
    const shares = givenSets(cuts.flat()).map((given) => {
      const finest = finestWithin(cuts, given);
      return { given, shares: cuts.map((cut) => (cut === finest ? 1 : 0)) };
    });
    // Of each cut one forest fits the names, so contexts would decide nothing.
    return nestedGate(forests, shares, { ...evidence, contexts: [] });
  },
};

/** The cut of most kinds of names, all of which are given. */
function finestWithin(cuts: readonly Naming[][], given: GivenKinds): Naming[] {
  const usable = cuts.filter((cut) => cut.every((by) => given.includes(by)));
  return usable.reduce((finest, cut) => (cut.length > finest.length ? cut : finest));
}
