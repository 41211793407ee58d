import type { Naming } from '../../inputs/index.ts';
import { nameInputs } from '../../inputs/index.ts';
import type { Gate } from './gate.ts';

/** The subjects, sites or tasks that change a prediction if they are given: by its gate, or by inputs of the networks. */
export function namesOf(gate: Gate, inputNames: readonly string[], by: Naming): Set<string> {
  const ofInputs = nameInputs(inputNames).flatMap((input) => (input.by === by ? [input.name] : []));
  return new Set([...ofInputs, ...gate.names(by)]);
}
