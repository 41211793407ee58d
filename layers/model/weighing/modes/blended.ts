import { noNames } from '../../inputs/index.ts';
import { BlendGate } from '../../predictor/index.ts';
import { fitShare } from '../evidence/fit-share.ts';
import { localGate } from './gated.ts';
import { letNamesLead } from './let-names-lead.ts';
import type { Mode } from './mode.ts';
import { single } from './single.ts';

/** The share of each without judged rows. */
const half = 0.5;

/** `gated` and `single` together, in the shares that are best on judged rows. */
export const blended: Mode = {
  name: 'blended',
  fit(evidence) {
    const local = localGate(evidence);
    const everything = single.fit(evidence);
    if (!local || !everything) return undefined;
    const share = fitShare(evidence, local, everything, noNames) ?? half;
    const blend = new BlendGate({ gates: [local, everything], shares: [share, 1 - share] });
    return letNamesLead(blend, evidence);
  },
};
