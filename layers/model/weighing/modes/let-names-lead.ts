import { allNames } from '../../inputs/index.ts';
import type { Gate } from '../../predictor/index.ts';
import { NameGate } from '../../predictor/index.ts';
import { type Evidence, judgedGiven } from '../evidence/evidence.ts';
import { fitShare } from '../evidence/fit-share.ts';

/** The share of the names that the sub-domains were cut by, without judged rows. Other names then do not lead. */
const shareOfCut = 0.8;
/** A smaller share is not worth another gate. */
const leastShare = 0.02;

/**
 * Lets the names of task, site and subject lead in a gate; the subject is added last and comes first. The share of each
 * is one number, fitted on judged rows with that name alone given. If all names were given, the site could take the
 * place of the subject in studies with one person at each site, and predictions with the subject alone would be worse.
 */
export function letNamesLead(gate: Gate, evidence: Evidence): Gate {
  let led = gate;
  for (const by of allNames.toReversed()) {
    const leads = evidence.trainingShares[by];
    if (Object.keys(leads).length < 2) continue;
    const leading = (share: number) => new NameGate({ by, leads, share, within: 'gate', otherwise: led });
    const unfitted = evidence.problem.subdomains.by === by ? shareOfCut : 0;
    const share = judgedGiven(evidence, [by]) ? (fitShare(evidence, leading(1), led, [by]) ?? 0) : unfitted;
    if (share >= leastShare) led = leading(share);
  }
  return led;
}
