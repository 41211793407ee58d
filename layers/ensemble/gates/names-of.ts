import { type Naming, nameInputs } from '../../preparation/name-inputs.ts';
import type { Gate } from './gate.ts';

/** The subjects, sites or tasks whose naming changes a prediction: by its gate, or by inputs of the networks. */
export function namesOf(gate: Gate, inputNames: readonly string[], by: Naming): Set<string> {
  const ofInputs = nameInputs(inputNames).flatMap((input) => (input.by === by ? [input.name] : []));
  return new Set([...ofInputs, ...ledBy(gate, by)]);
}

function ledBy(gate: Gate, by: Naming): string[] {
  if (gate.kind === 'blend') return gate.gates.flatMap((inner) => ledBy(inner, by));
  if (gate.kind !== 'known') return [];
  return [...(gate.by === by ? Object.keys(gate.leads) : []), ...ledBy(gate.otherwise, by)];
}
