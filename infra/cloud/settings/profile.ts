import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Settings } from './settings.ts';

export interface Profile {
  /**
   * Of all logs, those of access too. Three months: long enough to find out who read what after a token was lost. Ten years: who has
   * read a person's recordings is asked for as long as medical records are kept (docs/clinical.md says it log by log).
   */
  readonly logRetention: RetentionDays;
  /** Functions in subnets without a way out; AWS is reached by endpoints of the network. */
  readonly isolated: boolean;
  /** For so long every version of an object is locked, as the setting `objectLock` says; absent: no lock. */
  readonly objectLockDays?: number;
}

/** What the two profiles differ in. */
export const profiles: Readonly<Record<Settings['profile'], Profile>> = {
  standard: { logRetention: RetentionDays.THREE_MONTHS, isolated: false },
  clinical: { logRetention: RetentionDays.TEN_YEARS, isolated: true, objectLockDays: 30 },
};
