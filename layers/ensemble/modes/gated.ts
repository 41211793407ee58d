import type { Evidence } from '../evidence/evidence.ts';
import type { ContextGate } from '../gates/context.ts';
import type { Gate } from '../gates/gate.ts';
import { flooredErrors, inverseError } from './inverse-error.ts';
import type { Mode } from './mode.ts';
import { withKnowledge } from './with-knowledge.ts';

/** T of SCIENCE's gate: in homogeneous data a sharp gate hurts. */
const temperature = 0.3;

/** Of thousands, a prediction asks only those that would weigh most: the others' part is small, and each costs time. */
const mostSpeakers = 64;

/**
 * Local models speak where the EMG context is like their own; where a prediction names its subject, that one's lead. Without
 * context among the inputs names are all that it goes by, and those that do not lead have the published method's weights.
 */
export const gated: Mode = {
  name: 'gated',
  fit(evidence) {
    const gate = localGate(evidence);
    if (!gate) return undefined;
    const known = withKnowledge(gate, evidence);
    // Constant weights that no name changes are no gate.
    return known.kind === 'constant' ? undefined : known;
  },
};

/** How local models are weighed where nothing is known but the EMG; undefined where there are none. */
export function localGate(evidence: Evidence): Gate | undefined {
  return contextGate(evidence) ?? inverseError.fit(evidence);
}

/** The gate by EMG context alone; undefined where the networks have no context among their inputs. */
function contextGate({ members, contexts }: Evidence): ContextGate | undefined {
  const errors = flooredErrors(members);
  const gates = members.map((_, at) => {
    const error = errors[at];
    const seen = contexts[at];
    return error === undefined || !seen ? null : { error, ...seen };
  });
  if (gates.every((member) => member === null)) return undefined;
  const isCrowd = gates.length > mostSpeakers;
  return { kind: 'context', temperature, members: gates, ...(isCrowd ? { most: mostSpeakers } : {}) };
}
