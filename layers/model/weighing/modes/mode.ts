import type { Gate } from '../../predictor/index.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** A way to weigh models. */
export interface Mode {
  readonly name: string;
  /** Undefined if the study does not allow the mode: no single model was trained, say, or no input is context. */
  fit(evidence: Evidence): Gate | undefined;
}
