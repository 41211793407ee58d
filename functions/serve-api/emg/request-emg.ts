import type { EmgInput } from '../../../layers/model/predictor/index.ts';

/** EMG of a request that passed its checks, and the given names. */
export interface RequestEmg extends EmgInput {
  readonly subject?: string | undefined;
  readonly site?: string | undefined;
  readonly task?: string | undefined;
}

/** The longest EMG of one request. Longer recordings are sent in pieces that overlap by the warm-up. */
export const longestS = 600;
