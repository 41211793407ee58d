import type { Gate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** What weighting needs to know of one trained model. */
export interface Member {
  readonly id: string;
  /** `local`: of one sub-domain; `single`: the one model trained on everything. */
  readonly kind: 'local' | 'single';
  /** e_k: RMSE on the own sub-domain's training rows over scaled outputs, no unit. */
  readonly error: number;
}

/** A way to weigh models. */
export interface Mode {
  readonly name: string;
  /** Undefined where the members or the study do not allow it (no single model was trained, no context). */
  fit(evidence: Evidence): Gate | undefined;
}
