import { type Evidence, everything } from '../evidence/evidence.ts';
import { fitShare } from '../evidence/fit-share.ts';
import type { Gate } from '../gates/gate.ts';
import type { KnownGate } from '../gates/known.ts';

/** Without validation rows: what the sub-domains were cut by leads, and other knowledge is left alone. */
const shareOfCut = 0.8;
/** Less say than this is not worth a part of the gate. */
const leastShare = 0.02;

/**
 * Lets a gate use the names of task, site and subject, the subject's last and so first of all. How much each may say
 * is one number, fitted on validation rows while nothing else is told: a prediction that names the subject alone must not
 * find that the site, where everybody at it is the same person, has taken its place.
 */
export function withKnowledge(gate: Gate, evidence: Evidence): Gate {
  let known = gate;
  for (const by of everything.toReversed()) {
    const leads = evidence.coverage[by];
    if (Object.keys(leads).length < 2) continue;
    const leading: KnownGate = { kind: 'known', by, leads, share: 1, within: 'gate', otherwise: known };
    const unfitted = evidence.problem.subdomains.by === by ? shareOfCut : 0;
    const share = evidence.validation ? (fitShare(evidence, leading, known, [by]) ?? 0) : unfitted;
    if (share >= leastShare) known = { ...leading, share };
  }
  return known;
}
