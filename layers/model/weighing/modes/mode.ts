import type { Gate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** A way to weigh models. */
export interface Mode {
  readonly name: string;
  /** Undefined where the members or the study do not allow it (no single model was trained, no context). */
  fit(evidence: Evidence): Gate | undefined;
}
