import type { Gate } from '../../predictor/index.ts';
import { ContextGate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { flooredErrors, inverseError } from './inverse-error.ts';
import { letNamesLead } from './let-names-lead.ts';
import type { Mode } from './mode.ts';

/** T of the gate: if the data are homogeneous, a sharp gate raises the error. */
export const temperature = 0.3;

/** Most local models that a row uses, those with the largest weights: the others add little, and each costs time. */
export const mostUsed = 64;

/**
 * Local models weigh more if the EMG context is like their own; if the subject is given, the local models that learned
 * from it lead. Without context among the inputs the gate uses names alone, and local models that do not lead have the
 * weights of the published method.
 */
export const gated: Mode = {
  name: 'gated',
  fit(evidence) {
    const byContext = contextGate(evidence);
    const gate = byContext ?? inverseError.fit(evidence);
    if (!gate) return undefined;
    const led = letNamesLead(gate, evidence);
    // Constant weights that no name changes are no gate.
    const isConstant = !byContext && led === gate;
    return isConstant ? undefined : led;
  },
};

/** How local models are weighed if no name is given; undefined if there are none. */
export function localGate(evidence: Evidence): Gate | undefined {
  return contextGate(evidence) ?? inverseError.fit(evidence);
}

/** The gate by EMG context alone; undefined if the networks have no context among their inputs. */
function contextGate({ localModels, contexts }: Evidence): ContextGate | undefined {
  const errors = flooredErrors(localModels);
  const contextsOfLocals = localModels.map((_, at) => {
    const error = errors[at];
    const seen = contexts[at];
    return error === undefined || !seen ? null : { error, ...seen };
  });
  if (contextsOfLocals.every((context) => context === null)) return undefined;
  const isCrowd = localModels.filter(({ kind }) => kind !== 'further').length > mostUsed;
  return new ContextGate({
    temperature,
    localModels: contextsOfLocals,
    ...(isCrowd ? { mostLocalModels: mostUsed } : {}),
  });
}
