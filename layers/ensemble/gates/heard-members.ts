import type { Gate } from './gate.ts';

/** The places of the members that a gate may give any weight, whatever it is shown. */
export function heardMembers(gate: Gate): Set<number> {
  switch (gate.kind) {
    case 'constant':
      return placesWhere(gate.weights, (weight) => weight > 0);
    case 'context':
      return placesWhere(gate.members, (member) => member !== null);
    case 'known': {
      const leading = Object.values(gate.leads).flatMap((parts) => parts.map(([place]) => place));
      return new Set([...heardMembers(gate.otherwise), ...leading]);
    }
    case 'blend':
      return new Set(gate.gates.flatMap((inner) => [...heardMembers(inner)]));
  }
}

function placesWhere<T>(members: readonly T[], isHeard: (member: T) => boolean): Set<number> {
  return new Set(members.flatMap((member, place) => (isHeard(member) ? [place] : [])));
}
