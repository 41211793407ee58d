import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Settings } from './settings.ts';

export interface Profile {
  /**
   * Retention of all logs, access logs included. Three months: long enough to trace access after a token was lost. Ten
   * years: access to recordings must be traceable as long as medical records are kept (docs/clinical.md lists the logs).
   */
  readonly logRetention: RetentionDays;
  /** True: functions run in subnets without a way out and reach AWS by endpoints of the network. */
  readonly isolated: boolean;
  /** Days for which every version of an object is locked, in the mode of the setting `objectLock`. If absent, no lock. */
  readonly objectLockDays?: number;
}

/** The differences of the two profiles. */
export const profiles: Readonly<Record<Settings['profile'], Profile>> = {
  standard: { logRetention: RetentionDays.THREE_MONTHS, isolated: false },
  clinical: { logRetention: RetentionDays.TEN_YEARS, isolated: true, objectLockDays: 30 },
};
